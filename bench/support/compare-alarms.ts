// Holds alarms against what the rules say of the whole data: which are false, which true ones were missed, how late the others were.
export interface Alarm {
  rule: string;
  /** The label set. */
  series: string;
  /** Ends of the windows that opened and closed it; infinite while it is open. */
  openedMs: number;
  resolvedMs: number;
  /** When somebody was told of it. */
  firedMs: number;
}

export interface AlarmComparison {
  /** Those that at no time were true. */
  falseAlarms: Alarm[];
  /** True ones that at no time had an alarm. */
  missed: Alarm[];
  /** For each of the others, from the end of the window by which it was true to the first alarm; negative for one that came before. */
  delays: { rule: string; delayMs: number }[];
}

export function compareAlarms(truth: readonly Alarm[], alarms: readonly Alarm[]): AlarmComparison {
  const falseAlarms = alarms.filter((alarm) => !truth.some((one) => overlap(one, alarm)));
  const told = truth.map((one) => ({ one, alarms: alarms.filter((alarm) => overlap(one, alarm)) }));
  const missed = told.flatMap(({ one, alarms: found }) => (found.length === 0 ? [one] : []));
  const delays = told.flatMap(({ one, alarms: found }) =>
    found.length === 0
      ? []
      : [{ rule: one.rule, delayMs: Math.min(...found.map(({ firedMs }) => firedMs)) - one.openedMs }],
  );
  return { falseAlarms, missed, delays };
}

const overlap = (one: Alarm, other: Alarm): boolean =>
  one.rule === other.rule &&
  one.series === other.series &&
  one.openedMs < other.resolvedMs &&
  other.openedMs < one.resolvedMs;
