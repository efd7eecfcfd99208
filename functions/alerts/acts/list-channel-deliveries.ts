// What was sent to a channel, the newest first.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { deliveryStore } from '../store/deliveries.ts';
import { getChannel } from './get-channel.ts';
import { viewDelivery } from './require-delivery.ts';

export interface ChannelDeliveryRequest extends PageRequest {
  name: string;
}

/** @throws PlatformError definition.not-found, access.forbidden */
export async function listChannelDeliveries(
  context: Context,
  caller: Caller,
  { name, ...request }: ChannelDeliveryRequest,
) {
  await getChannel(context, caller, name);
  const { items, nextCursor } = await deliveryStore(context.table).listOfChannel(name, request);
  return { items: items.map(viewDelivery), nextCursor };
}
