// A channel without its secret.
import type { StoredChannel } from '#schemas/alerts/channel.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { channelStore } from '../store/definitions.ts';

/** @throws PlatformError definition.not-found */
export async function getChannel(context: Context, name: string): Promise<StoredChannel> {
  const channel = await channelStore(context.table).get(name);
  if (channel === undefined) throw new PlatformError('definition.not-found', `there is no channel "${name}"`);
  return channel;
}
