// How a channel fares.
import type { ChannelStatus } from '#schemas/alerts/channel.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { channelSecretStore } from '../store/channel-secrets.ts';
import { channelStatusStore } from '../store/channel-statuses.ts';
import { getChannel } from './get-channel.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getChannelStatus(context: Context, caller: Caller, name: string): Promise<ChannelStatus> {
  await getChannel(context, caller, name);
  const [status, secret] = await Promise.all([
    channelStatusStore(context.table).get(name),
    channelSecretStore(context.table).get(name),
  ]);
  const retiresAt = secret?.old?.retiresAt ?? null;
  const isRetired = retiresAt === null || Date.parse(retiresAt) <= context.now().getTime();
  return { channel: name, ...status, oldSecretRetiresAt: isRetired ? null : retiresAt };
}
