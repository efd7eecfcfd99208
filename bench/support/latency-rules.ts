// The rules that run beside those which the bench `alert-latency` measures: the mix of `alert-fusion` over the flights of the example, each
// judged every 10 s. Their thresholds are out of reach for most, as those of real rules are.
import { Rule } from '#schemas/alerts/rule.ts';
import { ruleMix } from './rule-mix.ts';
import type { MixedRule } from './rule-mix.ts';

const CONDITIONS: Record<string, { operator: '>' | '<'; warning: number }> = {
  flights: { operator: '>', warning: 20_000 },
  delay_mean: { operator: '>', warning: 400 },
  delay_max: { operator: '>', warning: 900 },
  delay_min: { operator: '<', warning: -120 },
  distance_sum: { operator: '>', warning: 20_000_000 },
  delay_p95: { operator: '>', warning: 600 },
  destinations: { operator: '>', warning: 400 },
};

/** @param airports busiest first */
export const backgroundRules = (count: number, airports: readonly string[]): Rule[] =>
  ruleMix(count, airports).map(ruleOf);

function ruleOf({ windowMs, ask }: MixedRule): Rule {
  const { key, measure, filters, groupBy, maxSeries } = ask;
  const condition = typeof measure === 'string' ? CONDITIONS[measure] : undefined;
  return Rule.parse({
    name: `bench-${key}`,
    owner: 'bench',
    model: 'flights',
    measure,
    filters,
    groupBy,
    maxSeries,
    window: `PT${windowMs / 1000}S`,
    every: 'PT10S',
    condition: { kind: 'threshold', ...condition },
  });
}
