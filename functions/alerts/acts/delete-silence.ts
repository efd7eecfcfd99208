// Deletes a silence, which ends it.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { silenceStore } from '../store/definitions.ts';
import type { SilenceExpiry } from './expire-silence.ts';
import { getSilence } from './get-silence.ts';

/** @throws PlatformError definition.not-found, definition.version-conflict, access.forbidden */
export async function deleteSilence(context: Context, caller: Caller, { name, ifMatch }: SilenceExpiry): Promise<void> {
  const silence = await getSilence(context, caller, name);
  requireVersion(ifMatch, silence);
  await silenceStore(context.table).remove(name, silence.version);
}
