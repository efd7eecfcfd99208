// The history of a rule: each change of a label set's state with the evidence that it was made on.
import * as z from 'zod';
import { PageRequest } from '../definition.ts';
import { FieldName, Name } from '../name.ts';
import { orNull } from '../or-null.ts';
import { Query } from '../query.ts';
import { Level } from './condition.ts';
import { Labels } from './incident.ts';
import { SeriesStatus } from './rule-state.ts';

/** Which values of a dimension the measure of a window comes from, the largest first. */
export const Contributors = z.strictObject({
  dimension: FieldName,
  values: z.array(z.strictObject({ value: z.string().nullable(), measure: z.number().nullable() })),
});
export type Contributors = z.infer<typeof Contributors>;

export const Evidence = z
  .strictObject({
    value: z.number().nullable(),
    score: z.number().nullable(),
    threshold: z.number().nullable(),
    earlier: z.array(z.number().nullable()).describe('Values of the earlier windows that the condition compares with.'),
    window: z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }),
    watermark: z.iso.datetime().nullable(),
    completeness: z.enum(['complete', 'incomplete', 'partial']).describe('Partial: it fired before its end.'),
    isStale: z.boolean(),
    query: orNull(Query).describe('Asks for the value again: POST /v1/query. Null for a ratio or difference.'),
    contributors: z.array(Contributors).nullable().describe('Null where they were not asked for.'),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof Evidence>;

export const Transition = z
  .strictObject({
    rule: Name,
    labels: Labels,
    at: z.iso.datetime().describe('End of the window.'),
    from: SeriesStatus,
    to: SeriesStatus,
    level: Level.nullable(),
    incidentId: z.string().nullable(),
    reason: z.string(),
    evidence: orNull(Evidence).describe('Null where no window was seen: the rule was deleted, disabled or changed.'),
    mark: z
      .enum(['corrected', 'outdated'])
      .nullable()
      .describe('Late data changed the value (corrected), or the judgment would be another one now (outdated).'),
  })
  .meta({ id: 'Transition' });
export type Transition = z.infer<typeof Transition>;

export const TransitionRequest = PageRequest.extend({
  from: z.iso.datetime().optional().describe('Windows that end then or later.'),
  to: z.iso.datetime().optional().describe('Windows that end before.'),
});
export type TransitionRequest = z.infer<typeof TransitionRequest>;
