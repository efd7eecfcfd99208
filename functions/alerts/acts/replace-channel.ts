// Changes a channel, and enables it if it was disabled. A secret that is given replaces the old one at once; without one the old one
// stays, so the channel must then stay with the same receiver: a secret is for no other.
import type { Channel, StoredChannel } from '#schemas/alerts/channel.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { channelSecretStore } from '../store/channel-secrets.ts';
import { channelStatusStore } from '../store/channel-statuses.ts';
import { channelStore } from '../store/definitions.ts';
import { checkChannel } from './check-channel.ts';
import { getChannel } from './get-channel.ts';

export interface ChannelChange {
  channel: Channel;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.invalid, definition.version-conflict, access.forbidden */
export async function replaceChannel(
  context: Context,
  caller: Caller,
  { channel, ifMatch }: ChannelChange,
): Promise<StoredChannel> {
  const { table } = context;
  const current = await getChannel(context, caller, channel.name);
  requireVersion(ifMatch, current);
  checkChannel(context, channel, current);
  const { secret, ...open } = channel;
  const stored = await channelStore(table).replace(open, current, context.now());
  if (secret !== undefined) await channelSecretStore(table).put(channel.name, { secret, old: null });
  else if (channel.type !== current.type) await channelSecretStore(table).remove(channel.name);
  await channelStatusStore(table).enable(channel.name);
  return stored;
}
