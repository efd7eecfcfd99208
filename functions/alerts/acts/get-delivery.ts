// A delivery with what it tells.
import type { DeliveryDetail } from '#schemas/alerts/notification.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { deliveryStore } from '../store/deliveries.ts';
import { requireChannels } from './may-see-alerts.ts';
import { requireDelivery } from './require-delivery.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getDelivery(context: Context, caller: Caller, id: string): Promise<DeliveryDetail> {
  requireChannels(caller);
  const delivery = await requireDelivery(context, id);
  const notification = await deliveryStore(context.table).getBody(delivery.notificationId);
  return { ...delivery, notification: notification ?? null };
}
