// Deletes a channel that no rule or route uses; what is still on its way to it is given up.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { requireUnused } from '#functions/platform/references.ts';
import { channelSecretStore } from '../store/channel-secrets.ts';
import { channelStatusStore } from '../store/channel-statuses.ts';
import { channelStore } from '../store/definitions.ts';
import { getChannel } from './get-channel.ts';

export interface ChannelDeletion {
  name: string;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.in-use, definition.version-conflict, access.forbidden */
export async function deleteChannel(
  context: Context,
  caller: Caller,
  { name, ifMatch }: ChannelDeletion,
): Promise<void> {
  const channel = await getChannel(context, caller, name);
  requireVersion(ifMatch, channel);
  await requireUnused(context, { kind: 'channel', name });
  await channelStore(context.table).remove(name, channel.version);
  await channelSecretStore(context.table).remove(name);
  await channelStatusStore(context.table).remove(name);
}
