// A rule: a condition on a measure over a window, judged for each label set (combination of the groupBy dimensions).
import * as z from 'zod';
import { Stored } from '../definition.ts';
import { durationBetween } from '../duration.ts';
import { Filter } from '../filter.ts';
import { Description, FieldName, Name, Owner } from '../name.ts';

export const Condition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('threshold'), operator: z.enum(['>', '>=', '<', '<=']), threshold: z.number() }),
  z.strictObject({ kind: z.literal('no-data') }).describe('Holds when the window has no row at all; takes no groupBy.'),
]);
export type Condition = z.infer<typeof Condition>;

const ruleFields = z.strictObject({
  name: Name,
  owner: Owner,
  description: Description.default(''),
  model: Name,
  measure: FieldName,
  filters: z.array(Filter).max(100).default([]),
  groupBy: z.array(FieldName).max(10).default([]),
  window: durationBetween('PT10S', 'P7D'),
  every: durationBetween('PT10S', 'P1D').default('PT1M'),
  condition: Condition,
  for: durationBetween('PT0S', 'P1D')
    .default('PT0S')
    .describe('How long the condition must hold before an incident opens.'),
  severity: z.enum(['warning', 'critical']).default('warning'),
  channels: z.array(Name).max(20).default([]),
  enabled: z.boolean().default(true),
});

function checkNoData(rule: z.infer<typeof ruleFields>, context: z.RefinementCtx): void {
  if (rule.condition.kind === 'no-data' && rule.groupBy.length > 0) {
    context.addIssue({ code: 'custom', path: ['groupBy'], message: 'a no-data rule takes no groupBy' });
  }
}

export const Rule = ruleFields.superRefine(checkNoData).meta({ id: 'Rule' });
export type Rule = z.infer<typeof Rule>;

export const StoredRule = ruleFields.extend(Stored.shape).meta({ id: 'StoredRule' });
export type StoredRule = z.infer<typeof StoredRule>;
