// The figures of the bench `alert-lateness`: each way of waiting against the truth.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Alarm, AlarmComparison } from './compare-alarms.ts';
import { atMost, figure, percentile } from './figure.ts';
import type { Figure } from './figure.ts';

/** The longest of the fixed delays. */
const FIXED_SECONDS = 300;

interface Compared {
  truth: readonly Alarm[];
  /** The first has goals. */
  ways: readonly { name: string; comparison: AlarmComparison }[];
  rules: readonly Rule[];
}

export function lateFigures({ truth, ways, rules }: Compared): Figure[] {
  const early = new Set(rules.filter((rule) => rule.early).map(({ name }) => name));
  const compared = `${truth.length} alarms are true`;
  return ways.flatMap(({ name, comparison: { falseAlarms, missed, delays } }, index) => {
    const most = index === 0 ? atMost : (_: number, measured: Parameters<typeof figure>[0]) => figure(measured);
    const [some, others] = [true, false].map((isEarly) => delays.filter(({ rule }) => early.has(rule) === isEarly));
    return [
      most(0, { name: `${name}: false alarms`, value: falseAlarms.length, unit: 'alarms', compared }),
      most(0, { name: `${name}: missed`, value: missed.length, unit: 'alarms', compared }),
      most(FIXED_SECONDS, { name: `${name}: median delay`, ...delayOf(delays) }),
      figure({ name: `${name}: median delay of the rules that may fire early`, ...delayOf(some ?? []) }),
      figure({ name: `${name}: median delay of the others`, ...delayOf(others ?? []) }),
    ];
  });
}

function delayOf(delays: AlarmComparison['delays']) {
  const seconds = delays.map(({ delayMs }) => delayMs / 1000);
  const compared = `p95 ${percentile(seconds, 0.95).toFixed(0)} s, ${delays.length} alarms`;
  return { value: percentile(seconds, 0.5), unit: 's', compared };
}
