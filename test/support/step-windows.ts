// Steps rules over made-up windows, ten seconds apart, for the tests of alerting's logic.
import { stepRule } from '#functions/alerts/logic/step-rule.ts';
import type { WatermarkView, WindowResult } from '#functions/alerts/logic/judge-window.ts';
import type { SeriesChange } from '#functions/alerts/logic/step-series.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import type { SeriesState } from '#schemas/alerts/rule-state.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
export const tickTime = (tick: number): Date => new Date(START + tick * 10_000);
export const tickText = (tick: number): string => tickTime(tick).toISOString();

/** A rule that opens a warning above 10 and a critical incident above 20 at the first such window. */
export const ruleOf = (changes: object = {}): Rule =>
  Rule.parse({
    name: 'delays',
    owner: 'tests',
    model: 'flights',
    measure: 'delay_mean',
    window: 'PT5M',
    every: 'PT10S',
    condition: { kind: 'threshold', operator: '>', warning: 10, critical: 20 },
    ...changes,
  });

export const FRESH: WatermarkView = { watermark: null, isStale: false };

/** Values by the label `state`; of a rule without groupBy by the empty text. What is not named has no row. */
export type Values = Record<string, number | null>;

export function windowOf(
  tick: number,
  values: Values,
  more: { completeness?: WindowResult['completeness']; earlier?: (number | null)[] } = {},
) {
  const { completeness = 'complete', earlier = [] } = more;
  const series = Object.entries(values).map(([state, value]) => ({
    labels: state === '' ? {} : { state },
    value,
    earlier,
  }));
  return { end: tickTime(tick), completeness, series };
}

export interface Stepped {
  state: SeriesState[];
  changes: (SeriesChange & { tick: number })[];
}

export function stepWindows(
  rule: Rule,
  windows: readonly WindowResult[],
  { state, watermark = FRESH }: { state?: SeriesState[]; watermark?: WatermarkView } = {},
): Stepped {
  const stepped: Stepped = { state: state ?? [], changes: [] };
  for (const window of windows) {
    const { state, changes } = stepRule({ rule, state: stepped.state, window, watermark });
    stepped.state = state;
    const tick = (window.end.getTime() - START) / 10_000;
    for (const change of changes) stepped.changes.push({ ...change, tick });
  }
  return stepped;
}

/** One row (or none, for `none`) in each window of a rule without groupBy, from the first tick on. */
export const stepValues = (rule: Rule, values: readonly (number | null | 'none')[]): Stepped =>
  stepWindows(
    rule,
    values.map((value, tick) => windowOf(tick, value === 'none' ? {} : { '': value })),
  );

/** `2 CA: pending > firing warning (opened)`; without the label where there is none. */
export const tellChanges = ({ changes }: Stepped): string[] =>
  changes.map(({ tick, judged, from, to, level, type }) => {
    const label = Object.values(judged.labels)
      .map((value) => ` ${value}`)
      .join('');
    const told = type === null ? '' : ` (${type.replace('incident.', '')})`;
    return `${tick}${label}: ${from} > ${to}${level === null ? '' : ` ${level}`}${told}`;
  });
