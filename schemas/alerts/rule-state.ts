// What a rule has seen: its label sets for which the condition holds, and how its last evaluation went.
import * as z from 'zod';
import { Name } from '../name.ts';
import { Incident, Labels } from './incident.ts';

/** `pending`: the condition holds, but not yet for the rule's `for`; `firing`: an incident is open. Others are not kept. */
export const SeriesState = z
  .discriminatedUnion('status', [
    z.strictObject({ status: z.literal('pending'), labels: Labels, since: z.iso.datetime() }),
    z.strictObject({ status: z.literal('firing'), labels: Labels, since: z.iso.datetime(), incident: Incident }),
  ])
  .meta({ id: 'SeriesState' });
export type SeriesState = z.infer<typeof SeriesState>;

export const RuleState = z
  .strictObject({
    rule: Name,
    evaluatedAt: z.iso
      .datetime()
      .nullable()
      .describe('End of the newest window that was evaluated; null for none yet.'),
    lastError: z
      .strictObject({ at: z.iso.datetime(), detail: z.string() })
      .nullable()
      .describe('Why the newest evaluation failed; null if it did not. A failed evaluation changes no series.'),
    series: z.array(SeriesState),
  })
  .meta({ id: 'RuleState' });
export type RuleState = z.infer<typeof RuleState>;
