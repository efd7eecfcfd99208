// A silence, if the caller may see it.
import type { KeptSilence, StoredSilence } from '#schemas/alerts/silence.ts';
import type { Stored } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { silenceStatus } from '../logic/silencing.ts';
import { silenceStore } from '../store/definitions.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getSilence(context: Context, caller: Caller, name: string): Promise<StoredSilence> {
  requireChannels(caller);
  const silence = await silenceStore(context.table).get(name);
  if (silence === undefined) throw new PlatformError('definition.not-found', `there is no silence "${name}"`);
  return withStatus(silence, context.now());
}

export const withStatus = (silence: KeptSilence & Stored, now: Date): StoredSilence => ({
  ...silence,
  status: silenceStatus(silence, now),
});
