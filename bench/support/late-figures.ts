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
  return ways.flatMap(({ name, comparison }, index) => {
    const compared = `${truth.length} alarms are true`;
    const most = index === 0 ? atMost : (_: number, measured: Parameters<typeof figure>[0]) => figure(measured);
    const { falseAlarms, missed, delays } = comparison;
    const delayOf = (some: AlarmComparison['delays']) => ({
      value: percentile(
        some.map(({ delayMs }) => delayMs / 1000),
        0.5,
      ),
      unit: 's',
      compared: `p95 ${percentile(
        some.map(({ delayMs }) => delayMs / 1000),
        0.95,
      ).toFixed(0)} s, ${some.length} alarms`,
    });
    return [
      most(0, { name: `${name}: false alarms`, value: falseAlarms.length, unit: 'alarms', compared }),
      most(0, { name: `${name}: missed`, value: missed.length, unit: 'alarms', compared }),
      most(FIXED_SECONDS, { name: `${name}: median delay`, ...delayOf(delays) }),
      figure({
        name: `${name}: median delay of the rules that may fire early`,
        ...delayOf(delays.filter(({ rule }) => early.has(rule))),
      }),
      figure({
        name: `${name}: median delay of the others`,
        ...delayOf(delays.filter(({ rule }) => !early.has(rule))),
      }),
    ];
  });
}
