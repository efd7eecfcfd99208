// Makes a delivery again, whatever became of it, with the same id.
import type { Delivery } from '#schemas/alerts/notification.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { deliveryStore } from '../store/deliveries.ts';
import { makeDelivery } from './make-delivery.ts';
import { requireChannels } from './may-see-alerts.ts';
import { requireDelivery } from './require-delivery.ts';

/** @returns the delivery after the attempt. @throws PlatformError definition.not-found, access.forbidden */
export async function replayDelivery(context: Context, caller: Caller, id: string): Promise<Delivery> {
  requireChannels(caller);
  await requireDelivery(context, id);
  await deliveryStore(context.table).replay(id, context.now());
  await makeDelivery(context, id);
  return requireDelivery(context, id);
}
