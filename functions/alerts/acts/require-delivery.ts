// A delivery as it is answered.
import type { Delivery } from '#schemas/alerts/notification.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import type { KeptDelivery } from '../logic/delivery-of.ts';
import { deliveryStore } from '../store/deliveries.ts';

/** @throws PlatformError definition.not-found */
export async function requireDelivery({ table }: Context, id: string): Promise<Delivery> {
  const delivery = await deliveryStore(table).get(id);
  if (delivery === undefined) throw new PlatformError('definition.not-found', `there is no delivery "${id}"`);
  return viewDelivery(delivery);
}

/** Which incidents it tells of is not shown: who may see one of them need not see the others. */
export const viewDelivery = ({ groupId: _groupId, incidentIds: _incidentIds, ...delivery }: KeptDelivery): Delivery =>
  delivery;
