// Gives a webhook channel a new signing secret. Until the old one retires both sign, so that no receiver has to change at the same moment.
import type { RotatedSecret, SecretRotation } from '#schemas/alerts/channel.ts';
import { durationMs } from '#schemas/duration.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { channelSecretStore } from '../store/channel-secrets.ts';
import { newSigningSecret } from './create-channel.ts';
import { getChannel } from './get-channel.ts';

/** @throws PlatformError definition.not-found, channel.wrong-type, access.forbidden */
export async function rotateChannelSecret(
  context: Context,
  caller: Caller,
  { name, secret = newSigningSecret(context), retireAfter }: SecretRotation & { name: string },
): Promise<RotatedSecret> {
  const { type } = await getChannel(context, caller, name);
  if (type !== 'webhook')
    throw new PlatformError('channel.wrong-type', `a ${type} channel signs nothing: send a new secret with PUT`);
  const store = channelSecretStore(context.table);
  const before = await store.get(name);
  const retiresAt = new Date(context.now().getTime() + durationMs(retireAfter)).toISOString();
  await store.put(name, { secret, old: before === undefined ? null : { secret: before.secret, retiresAt } });
  return { secret, oldRetiresAt: retiresAt };
}
