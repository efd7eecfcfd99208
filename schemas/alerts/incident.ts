// An incident: one rule and one label set, from fire to resolve.
import * as z from 'zod';
import { FieldName, Name, Owner } from '../name.ts';
import { Level } from './condition.ts';

/** The groupBy dimensions with their values; a null dimension is null. */
export const Labels = z.record(FieldName, z.string().nullable());
export type Labels = z.infer<typeof Labels>;

export const IncidentFlags = z.strictObject({
  flapping: z.boolean().describe('It changed in too many of the last 20 windows.'),
  incomplete: z
    .boolean()
    .describe('Its newest window was judged after the maximum wait, before its data was known to be whole.'),
  stale: z.boolean().describe("The model's watermark stood still at its newest transition."),
});
export type IncidentFlags = z.infer<typeof IncidentFlags>;

export const Incident = z
  .strictObject({
    id: z.string(),
    rule: Name,
    model: Name,
    owner: Owner,
    kind: z
      .enum(['condition', 'no-data'])
      .describe('What opened it: the condition, or that there is no data to judge.'),
    labels: Labels,
    ruleLabels: z.record(FieldName, z.string()).describe("The rule's own labels, for routing."),
    severity: Level,
    status: z.enum(['open', 'resolved']),
    value: z.number().nullable().describe('The value at the newest transition; null for no data.'),
    score: z
      .number()
      .nullable()
      .describe('What was compared with the threshold; the value itself for a plain threshold.'),
    threshold: z.number().nullable(),
    startedAt: z.iso.datetime().describe('End of the first window that was a breach.'),
    openedAt: z.iso.datetime().describe('End of the window that opened it.'),
    resolvedAt: z.iso.datetime().nullable(),
    reason: z.string().describe('What the newest transition saw.'),
    flags: IncidentFlags,
    annotations: z.record(FieldName, z.string()),
    runbookUrl: z.string().nullable(),
  })
  .meta({ id: 'Incident' });
export type Incident = z.infer<typeof Incident>;

/** What happened to an incident. */
export const IncidentEvent = z
  .enum(['incident.opened', 'incident.level-changed', 'incident.resolved', 'incident.corrected'])
  .describe(
    'Corrected: late data has shown that a window was judged wrongly; told of only where the rule asks for it.',
  );
export type IncidentEvent = z.infer<typeof IncidentEvent>;
