// Changes a channel. A secret that is given replaces the old one at once; without one the old one stays,
// so the URL must then stay with the same receiver: a secret signs for no other.
import type { Channel, StoredChannel } from '#schemas/alerts/channel.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { channelSecretStore, channelStore } from '../store/definitions.ts';
import { checkChannelUrl } from './check-channel-url.ts';
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
  const current = await getChannel(context, caller, channel.name);
  requireVersion(ifMatch, current);
  checkChannelUrl(context, channel);
  requireSecretForOrigin(channel, current);
  const { secret, ...open } = channel;
  const stored = await channelStore(context.table).replace(open, current, context.now());
  if (secret !== undefined) await channelSecretStore(context.table).put(channel.name, secret);
  return stored;
}

function requireSecretForOrigin({ url, secret }: Channel, current: StoredChannel): void {
  if (secret !== undefined || new URL(url).origin === new URL(current.url).origin) return;
  const reason = 'must be given when the URL goes elsewhere';
  throw new PlatformError('definition.invalid', `/secret ${reason}`, { errors: [{ pointer: '/secret', reason }] });
}
