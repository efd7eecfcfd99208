// Makes a channel. A signing secret is made where none is given; it is in the answer, and never in another one.
import type { Channel, CreatedChannel } from '#schemas/alerts/channel.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { channelSecretStore } from '../store/channel-secrets.ts';
import { channelStatusStore } from '../store/channel-statuses.ts';
import { channelStore } from '../store/definitions.ts';
import { checkChannel } from './check-channel.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError definition.exists, definition.invalid, access.forbidden */
export async function createChannel(context: Context, caller: Caller, channel: Channel): Promise<CreatedChannel> {
  requireChannels(caller);
  checkChannel(context, channel);
  const { table, now } = context;
  const { secret = channel.type === 'webhook' ? newSigningSecret(context) : undefined, ...open } = channel;
  try {
    const stored = await channelStore(table).create(open, now());
    await channelStatusStore(table).remove(channel.name);
    if (secret === undefined) await channelSecretStore(table).remove(channel.name);
    else await channelSecretStore(table).put(channel.name, { secret, old: null });
    return { ...stored, ...(secret === undefined ? {} : { secret }) };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw new PlatformError('definition.exists', `there is a channel "${channel.name}" already`, { cause: error });
  }
}

export const newSigningSecret = ({ newSecret }: Context): string => `whsec_${newSecret().toString('base64')}`;
