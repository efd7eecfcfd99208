// Makes a channel; its secret is in the answer, and never in another one.
import type { Channel, CreatedChannel } from '#schemas/alerts/channel.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { channelSecretStore, channelStore } from '../store/definitions.ts';
import { checkChannelUrl } from './check-channel-url.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError definition.exists, definition.invalid, access.forbidden */
export async function createChannel(context: Context, caller: Caller, channel: Channel): Promise<CreatedChannel> {
  requireChannels(caller);
  checkChannelUrl(context, channel);
  const { secret = `whsec_${context.newSecret().toString('base64')}`, ...open } = channel;
  try {
    const stored = await channelStore(context.table).create(open, context.now());
    await channelSecretStore(context.table).put(channel.name, secret);
    return { ...stored, secret };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw new PlatformError('definition.exists', `there is a channel "${channel.name}" already`, { cause: error });
  }
}
