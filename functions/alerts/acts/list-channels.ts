// Channels by name, without their secrets.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { channelStore } from '../store/definitions.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError access.forbidden */
export async function listChannels(context: Context, caller: Caller, request: PageRequest) {
  requireChannels(caller);
  return channelStore(context.table).list(request);
}
