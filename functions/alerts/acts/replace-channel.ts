// Changes a channel. A secret that is given replaces the old one at once; without one the old one stays.
import type { Channel, StoredChannel } from '#schemas/alerts/channel.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { channelSecretStore, channelStore } from '../store/definitions.ts';
import { checkChannelUrl } from './check-channel-url.ts';
import { getChannel } from './get-channel.ts';

export interface ChannelChange {
  channel: Channel;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.invalid, definition.version-conflict */
export async function replaceChannel(context: Context, { channel, ifMatch }: ChannelChange): Promise<StoredChannel> {
  const current = await getChannel(context, channel.name);
  requireVersion(ifMatch, current);
  checkChannelUrl(context, channel);
  const { secret, ...open } = channel;
  const stored = await channelStore(context.table).replace(open, current, context.now());
  if (secret !== undefined) await channelSecretStore(context.table).put(channel.name, secret);
  return stored;
}
