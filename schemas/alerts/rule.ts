// A rule: a condition on what a model says of a window, judged for each label set (combination of the groupBy dimensions).
import * as z from 'zod';
import { Stored } from '../definition.ts';
import { durationBetween, durationMs } from '../duration.ts';
import { Filter } from '../filter.ts';
import { Description, FieldName, Name, Owner } from '../name.ts';
import { Condition, faultsOfCondition } from './condition.ts';
import { Expression } from './expression.ts';
import { MuteTime } from './mute-time.ts';
import { TimeZone } from './time-zone.ts';

/**
 * What a window without rows means: an incident of its own, all is well, a breach of the highest level, what was before, or the value 0.
 * A window that is incomplete is never well or 0: then what was before stays.
 */
export const NoDataPolicy = z.enum(['incident', 'ok', 'alerting', 'keep-last', 'zero']);
export type NoDataPolicy = z.infer<typeof NoDataPolicy>;

const Text = z.string().min(1).max(2000);

const ruleFields = z.strictObject({
  name: Name,
  owner: Owner,
  description: Description.default(''),
  model: Name,
  measure: Expression,
  filters: z.array(Filter).max(100).default([]).describe('All of them must hold.'),
  groupBy: z.array(FieldName).max(10).default([]).describe('Each combination of values has incidents of its own.'),
  window: durationBetween('PT10S', 'P7D'),
  every: durationBetween('PT10S', 'P1D')
    .default('PT1M')
    .describe('A window ends at each multiple of it since 1970; of P1D at midnight of the time zone.'),
  timeZone: TimeZone.default('Etc/UTC').describe('For windows of days, the same time of past days, and muted times.'),
  condition: Condition,
  for: durationBetween('PT0S', 'P1D')
    .optional()
    .describe('How long every window must be a breach before an incident opens; by default the first one opens it.'),
  windows: z
    .strictObject({ breaching: z.int().min(1).max(60), of: z.int().min(1).max(60) })
    .optional()
    .describe('Instead of `for`: how many of the last windows must be breaches.'),
  keepFiringFor: durationBetween('PT0S', 'P7D')
    .default('PT0S')
    .describe('How long it must be safe before an incident ends.'),
  noData: z
    .strictObject({
      rule: NoDataPolicy.default('ok').describe('When no label set has a row.'),
      series: NoDataPolicy.default('ok').describe('When a label set that was there has no row, and another has.'),
    })
    .prefault({}),
  allowedLateness: durationBetween('PT0S', 'P1D')
    .default('PT0S')
    .describe("How far behind the model's newest events an event may come and still be waited for."),
  maximumWait: durationBetween('PT1S', 'P1D')
    .default('PT2M')
    .describe(
      'A window is judged so long after its end (and the allowed lateness) at the latest, then marked incomplete.',
    ),
  early: z
    .boolean()
    .default(false)
    .describe('Whether a window may fire before its end, when what is there is a breach whatever else comes.'),
  maxSeries: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('More label sets than this are an error, never judged in part.'),
  labels: z.record(FieldName, z.string().max(1000)).default({}).describe('Added to those of groupBy, for routing.'),
  annotations: z
    .record(FieldName, Text)
    .default({})
    .describe('Mustache templates over value, score, threshold, level, rule, model, window, labels and link.'),
  runbookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  mutes: z
    .array(MuteTime)
    .max(20)
    .default([])
    .describe('Times without notifications; incidents open and end all the same.'),
  channels: z.array(Name).max(20).default([]),
  notifyCorrections: z
    .boolean()
    .default(false)
    .describe('Whether late data that would have changed a judgment is told of.'),
  enabled: z.boolean().default(true),
});

function checkRule(rule: z.infer<typeof ruleFields>, context: z.RefinementCtx): void {
  const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const { condition, groupBy, windows, every } = rule;
  for (const { path, message } of faultsOfCondition(condition)) fault(['condition', ...path], message);
  if ((condition.kind === 'no-data' || condition.kind === 'stale-data') && groupBy.length > 0) {
    fault(['groupBy'], `a ${condition.kind} rule takes no groupBy`);
  }
  if (windows !== undefined && rule.for !== undefined) fault(['windows'], 'takes the place of `for`: give one of them');
  if (windows !== undefined && windows.breaching > windows.of)
    fault(['windows', 'breaching'], 'must not be above `of`');
  if (rule.for !== undefined && durationMs(rule.for) / durationMs(every) > MOST_WINDOWS_OF_FOR) {
    fault(['for'], `must not be longer than ${MOST_WINDOWS_OF_FOR} times \`every\` (${every})`);
  }
  if (RESERVED.has(rule.name)) fault(['name'], `"${rule.name}" is a path of the API`);
  const lengthMs = durationMs(rule.window);
  if (condition.kind === 'change' && durationMs(condition.against) % durationMs(every) !== 0) {
    fault(['condition', 'against'], `must be a multiple of \`every\` (${every})`);
  }
  if (condition.kind === 'rate' && lengthMs % durationMs(every) !== 0) {
    fault(['window'], `must be a multiple of \`every\` (${every}) for a rate`);
  }
  if (condition.kind === 'deviation' && lengthMs > DAY_MS) fault(['window'], 'must be a day at most for a deviation');
}

const RESERVED = new Set(['plan', 'preview', 'backtest']);
const DAY_MS = 86_400_000;
const MOST_WINDOWS_OF_FOR = 1440;

export const Rule = ruleFields.superRefine(checkRule).meta({ id: 'Rule' });
export type Rule = z.infer<typeof Rule>;

export const StoredRule = ruleFields.extend(Stored.shape).meta({ id: 'StoredRule' });
export type StoredRule = z.infer<typeof StoredRule>;
