// How the rules are evaluated together: which groups there are, how far each is, and which queries it asks.
import * as z from 'zod';
import { FieldName, Name } from '../name.ts';
import { PageRequest } from '../definition.ts';
import { RuleError } from './rule-state.ts';

const PlannedQuery = z.strictObject({
  kind: z
    .enum(['rollup', 'filtered'])
    .describe('A GROUP BY whose rows are folded here, or a column of its own for each measure and filter.'),
  dimensions: z.array(FieldName).describe('Of its GROUP BY.'),
  asks: z.int().describe('How many rules it answers.'),
  estimatedRows: z.number().describe('Of its answer for one window.'),
  reason: z.string(),
});

export const RuleGroupPlan = z
  .strictObject({
    model: Name,
    window: z.number().describe('Seconds.'),
    every: z.number().describe('Seconds.'),
    timeZone: z.string(),
    allowedLateness: z.number().describe('Seconds.'),
    maximumWait: z.number().describe('Seconds.'),
    waitsFor: z.enum(['watermark', 'arrival', 'clock']),
    owner: z
      .string()
      .nullable()
      .describe('Of a group that is evaluated apart, as its owner has so many rules; else null.'),
    rules: z.int(),
    ruleNames: z.array(Name).describe('The first 100.'),
    judgedThrough: z.iso.datetime().nullable().describe('End of the newest window that was judged.'),
    lagMs: z.number().nullable().describe('How long after its end and the allowed lateness that was.'),
    windowsBehind: z
      .int()
      .describe('Windows that have ended, with the allowed lateness, and are not judged: backpressure.'),
    skippedWindows: z.int().describe('Windows that were left out after outages longer than the catch-up.'),
    error: RuleError.nullable(),
    rowsScannedPerHour: z.number().nullable().describe('At most, about; null if Druid did not answer.'),
    queries: z.array(PlannedQuery).nullable().describe('For each window; null if Druid did not answer.'),
  })
  .meta({ id: 'RuleGroupPlan' });
export type RuleGroupPlan = z.infer<typeof RuleGroupPlan>;

export const RulePlanRequest = PageRequest.extend({ model: Name.optional() });
export type RulePlanRequest = z.infer<typeof RulePlanRequest>;
