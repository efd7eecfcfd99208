// A silence: for a time, matching incidents are not told of. They open and end all the same.
import * as z from 'zod';
import { Stored } from '../definition.ts';
import { Name, Owner } from '../name.ts';
import { Matchers } from './matcher.ts';

const silenceFields = z.strictObject({
  name: Name,
  owner: Owner,
  matchers: Matchers.min(1),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  comment: z.string().min(1).max(2000),
});

export const Silence = silenceFields
  .superRefine(({ from, to }, context) => {
    if (Date.parse(to) > Date.parse(from)) return;
    context.addIssue({ code: 'custom', path: ['to'], message: 'must be after `from`' });
  })
  .meta({ id: 'Silence' });
export type Silence = z.infer<typeof Silence>;

export const SilenceStatus = z.enum(['pending', 'active', 'expired']);
export type SilenceStatus = z.infer<typeof SilenceStatus>;

/** What the platform adds to a silence. */
const ADDED = { author: z.string().describe('The token that made it.'), status: SilenceStatus };

/** As it is kept: the status follows from the time. */
export const KeptSilence = silenceFields.extend({ author: ADDED.author });
export type KeptSilence = z.infer<typeof KeptSilence>;

export const StoredSilence = silenceFields.extend(ADDED).extend(Stored.shape).meta({ id: 'StoredSilence' });
export type StoredSilence = z.infer<typeof StoredSilence>;
