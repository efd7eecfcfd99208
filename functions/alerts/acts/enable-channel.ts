// Lets a channel that its receiver has closed (410) be sent to again. What failed meanwhile can be replayed.
import type { ChannelStatus } from '#schemas/alerts/channel.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { channelStatusStore } from '../store/channel-statuses.ts';
import { getChannelStatus } from './get-channel-status.ts';
import { getChannel } from './get-channel.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function enableChannel(context: Context, caller: Caller, name: string): Promise<ChannelStatus> {
  await getChannel(context, caller, name);
  await channelStatusStore(context.table).enable(name);
  return getChannelStatus(context, caller, name);
}
