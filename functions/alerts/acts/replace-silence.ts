// Changes a silence. Whoever changes it is its author from then on.
import type { Silence, StoredSilence } from '#schemas/alerts/silence.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { silenceStore } from '../store/definitions.ts';
import { checkMatchers } from './check-matchers.ts';
import { getSilence, withStatus } from './get-silence.ts';

export interface SilenceChange {
  silence: Silence;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.invalid, definition.version-conflict, access.forbidden */
export async function replaceSilence(
  context: Context,
  caller: Caller,
  { silence, ifMatch }: SilenceChange,
): Promise<StoredSilence> {
  const current = await getSilence(context, caller, silence.name);
  requireVersion(ifMatch, current);
  checkMatchers('definition.invalid', silence.matchers);
  const now = context.now();
  const kept = { ...silence, author: caller.name };
  return withStatus(await silenceStore(context.table).replace(kept, current, now), now);
}
