// A channel without its secret, if the caller may manage channels.
import type { StoredChannel } from '#schemas/alerts/channel.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { channelStore } from '../store/definitions.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getChannel(context: Context, caller: Caller, name: string): Promise<StoredChannel> {
  requireChannels(caller);
  const channel = await channelStore(context.table).get(name);
  if (channel === undefined) throw new PlatformError('definition.not-found', `there is no channel "${name}"`);
  return channel;
}
