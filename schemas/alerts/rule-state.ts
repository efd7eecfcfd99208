// What a rule has seen: its label sets that are not simply normal, and how far and how well it was evaluated.
import * as z from 'zod';
import { Name } from '../name.ts';
import { orNull } from '../or-null.ts';
import { Level } from './condition.ts';
import { Incident, Labels } from './incident.ts';

/** `recovering`: an incident is open and the condition is safe again, but not yet for `keepFiringFor`. */
export const SeriesStatus = z.enum(['normal', 'pending', 'firing', 'recovering', 'no-data']);
export type SeriesStatus = z.infer<typeof SeriesStatus>;

/** One window's outcome: `.` safe or no breach, `~` neither breach nor safe (hysteresis), `w` warning, `c` critical, `-` no evidence. */
export const OUTCOMES = ['.', '~', 'w', 'c', '-'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SeriesState = z
  .strictObject({
    labels: Labels,
    status: SeriesStatus,
    since: z.iso.datetime().describe('End of the window in which the status began.'),
    breachingSince: z.iso.datetime().nullable().describe('End of the first window of the breaches that go on.'),
    outcomes: z
      .string()
      .regex(/^[.~wc-]*$/)
      .describe(
        'Outcomes of the last windows, the newest last: `.` safe, `~` between, `w` warning, `c` critical, `-` no data.',
      ),
    run: z.int().describe('Breaches in a row; counted up to what the rule asks for.'),
    criticalRun: z.int().describe('The same for the level critical.'),
    judgedThrough: z.iso
      .datetime()
      .describe('End of the newest window that changed this; earlier windows change it no more.'),
    early: z.iso.datetime().nullable().describe('End of the window that fired before its end; null for none.'),
    incident: orNull(Incident).describe('The open incident.'),
  })
  .meta({ id: 'SeriesState' });
export type SeriesState = z.infer<typeof SeriesState>;

export const RuleError = z.strictObject({ at: z.iso.datetime(), detail: z.string(), attempts: z.int() });
export type RuleError = z.infer<typeof RuleError>;

export const RuleState = z
  .strictObject({
    rule: Name,
    status: z
      .enum(['normal', 'pending', 'firing', 'recovering', 'no-data', 'error'])
      .describe('The worst of its label sets, or error when its newest evaluation failed.'),
    level: Level.nullable().describe('The highest level of its open incidents.'),
    evaluatedAt: z.iso.datetime().nullable().describe('End of the newest window that was judged; null for none yet.'),
    error: RuleError.nullable().describe('Why the newest evaluation failed; a failed evaluation changes no label set.'),
    lagMs: z.number().nullable().describe('How long after its end the newest window was judged.'),
    skippedWindows: z.int().describe('Windows that were left out after outages longer than the catch-up.'),
    series: z.array(SeriesState),
  })
  .meta({ id: 'RuleState' });
export type RuleState = z.infer<typeof RuleState>;
