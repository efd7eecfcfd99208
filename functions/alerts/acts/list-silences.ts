// Silences by name, of all statuses or of one.
import type { SilenceStatus } from '#schemas/alerts/silence.ts';
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { silenceStatus } from '../logic/silencing.ts';
import { silenceStore } from '../store/definitions.ts';
import { withStatus } from './get-silence.ts';
import { requireChannels } from './may-see-alerts.ts';

export interface SilenceRequest extends PageRequest {
  status?: SilenceStatus | undefined;
}

/** @throws PlatformError access.forbidden */
export async function listSilences(context: Context, caller: Caller, { status, ...request }: SilenceRequest) {
  requireChannels(caller);
  const now = context.now();
  const { items, nextCursor } = await silenceStore(context.table).list(
    request,
    (silence) => status === undefined || silenceStatus(silence, now) === status,
  );
  return { items: items.map((silence) => withStatus(silence, now)), nextCursor };
}
