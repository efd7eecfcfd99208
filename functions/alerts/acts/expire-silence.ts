// Ends a silence now. What it held back is told of within a minute. One that has not begun never will; one that is over stays as it is.
import type { StoredSilence } from '#schemas/alerts/silence.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { silenceStore } from '../store/definitions.ts';
import { getSilence, withStatus } from './get-silence.ts';

export interface SilenceExpiry {
  name: string;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.version-conflict, access.forbidden */
export async function expireSilence(
  context: Context,
  caller: Caller,
  { name, ifMatch }: SilenceExpiry,
): Promise<StoredSilence> {
  const current = await getSilence(context, caller, name);
  requireVersion(ifMatch, current);
  if (current.status === 'expired') return current;
  const now = context.now();
  const { status, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...silence } = current;
  const from = status === 'pending' ? now.toISOString() : silence.from;
  const stored = await silenceStore(context.table).replace({ ...silence, from, to: now.toISOString() }, current, now);
  return withStatus(stored, now);
}
