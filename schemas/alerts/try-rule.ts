// Trying a rule before it is enabled: what it says now, and what it would have said in the past.
import * as z from 'zod';
import { durationMs } from '../duration.ts';
import { FieldName, Name } from '../name.ts';
import { orNull } from '../or-null.ts';
import { Level } from './condition.ts';
import { Incident, IncidentEvent, Labels } from './incident.ts';
import { Rule, StoredRule } from './rule.ts';
import { Evidence, Transition } from './transition.ts';

/** What a rule costs; estimates from the last hour. */
export const RuleCost = z
  .strictObject({
    windowsPerHour: z
      .number()
      .describe('How often a window is judged, with the earlier windows that it is compared with.'),
    rowsScannedPerHour: z
      .number()
      .nullable()
      .describe(
        'Rows of the model that its windows hold, if no other rule asked for them; null if Druid did not answer.',
      ),
    series: z.number().nullable().describe('Label sets of the last hour, about; null if Druid did not answer.'),
    maxSeries: z.int(),
    sharedWith: z.int().describe('Enabled rules that are judged by the same pass.'),
  })
  .meta({ id: 'RuleCost' });
export type RuleCost = z.infer<typeof RuleCost>;

export const CreatedRule = StoredRule.extend({ cost: RuleCost }).meta({ id: 'CreatedRule' });
export type CreatedRule = z.infer<typeof CreatedRule>;

export const RulePreview = z
  .strictObject({
    window: z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }),
    watermark: z.iso.datetime().nullable(),
    hasRows: z.boolean(),
    series: z.array(
      z.strictObject({
        labels: Labels,
        level: Level.nullable().describe('The level of this window alone, whatever came before.'),
        reason: z.string(),
        evidence: Evidence,
      }),
    ),
    cost: RuleCost,
  })
  .meta({ id: 'RulePreview' });
export type RulePreview = z.infer<typeof RulePreview>;

const LONGEST_MS = durationMs('P92D');

export const BacktestRequest = z
  .strictObject({
    rule: Rule,
    compare: Rule.optional().describe('Another version of the rule, over the same time.'),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'must be after `from`' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= LONGEST_MS, {
    path: ['from'],
    message: 'must not be more than 92 days before `to`',
  })
  .refine(({ rule, compare }) => compare === undefined || compare.model === rule.model, {
    path: ['compare', 'model'],
    message: "must be the rule's model",
  })
  .meta({ id: 'BacktestRequest' });
export type BacktestRequest = z.infer<typeof BacktestRequest>;

export const BacktestNotification = z.strictObject({
  at: z.iso.datetime(),
  type: IncidentEvent,
  incidentId: z.string(),
  labels: Labels,
  severity: Level,
  isMuted: z.boolean().describe('It falls into a muted time of the rule: then nobody is told until that ends.'),
});
export type BacktestNotification = z.infer<typeof BacktestNotification>;

export const BacktestResult = z
  .strictObject({
    windows: z.int(),
    series: z.int().describe('Label sets that were seen.'),
    firingSeconds: z.number().describe('Over all label sets.'),
    flaps: z.int().describe('Incidents of a label set that opened less than ten windows after its last one ended.'),
    incidents: z.array(Incident).describe('Those that are open at the end have no `resolvedAt`.'),
    notifications: z.array(BacktestNotification),
    transitions: z.array(Transition).describe('The timeline of states; the first 10,000.'),
    truncated: z.boolean().describe('Whether there were more incidents, notifications or transitions than are given.'),
    told: z.record(Name, z.int()).describe("Notifications that each of the rule's channels would have got."),
  })
  .meta({ id: 'BacktestResult' });
export type BacktestResult = z.infer<typeof BacktestResult>;

export const BacktestDifference = z
  .strictObject({
    incidents: z.int().describe('How many more (or fewer) the other version has.'),
    firingSeconds: z.number(),
    notifications: z.int(),
    told: z.record(Name, z.int()).describe('By channel: how many notifications more (or fewer).'),
    labelSets: z
      .array(z.strictObject({ labels: z.record(FieldName, z.string().nullable()), incidents: z.int() }))
      .describe('Label sets whose number of incidents differs, the largest difference first; the first 1,000.'),
  })
  .meta({ id: 'BacktestDifference' });
export type BacktestDifference = z.infer<typeof BacktestDifference>;

export const Backtest = z
  .strictObject({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    rule: BacktestResult,
    compare: orNull(BacktestResult),
    difference: orNull(BacktestDifference),
  })
  .meta({ id: 'Backtest' });
export type Backtest = z.infer<typeof Backtest>;
