// How the notifications of an incident got to their channels: group by group, the newest first.
import * as z from 'zod';
import type { Delivery } from '#schemas/alerts/notification.ts';
import type { PageRequest } from '#schemas/definition.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import { InvalidCursor } from '#engines/dynamodb/invalid-cursor.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { deliveryStore } from '../store/deliveries.ts';
import { outboxStore } from '../store/outbox.ts';
import { getIncident } from './get-incident.ts';
import { viewDelivery } from './require-delivery.ts';

export interface IncidentDeliveryRequest extends PageRequest {
  id: string;
}

const Cursor = z.object({ group: z.int().min(0), pk: z.string().optional(), sk: z.string().optional() });

/** A page may hold fewer than `limit`. @throws PlatformError definition.not-found, access.forbidden */
export async function listIncidentDeliveries(
  context: Context,
  caller: Caller,
  { id, limit, cursor }: IncidentDeliveryRequest,
): Promise<{ items: Delivery[]; nextCursor: string | null }> {
  await getIncident(context, caller, id);
  const notices = await outboxStore(context.table).listOfIncident(id);
  const groupIds = [
    ...new Set(notices.flatMap(({ memberships }) => memberships.map(({ groupId }) => groupId))),
  ].toSorted();
  const found: Delivery[] = [];
  let { group, ...from }: z.infer<typeof Cursor> = readCursor(cursor);
  for (let groupId = groupIds[group]; groupId !== undefined; groupId = groupIds[(group += 1)]) {
    const start = from.pk === undefined ? undefined : from;
    const { items, nextKey } = await deliveryStore(context.table).listOfGroup(groupId, { limit, from: start });
    const mine = items.filter(({ incidentIds }) => incidentIds.includes(id));
    found.push(...mine.map(viewDelivery));
    if (nextKey !== undefined) return { items: found, nextCursor: encodeCursor({ group, ...nextKey }) };
    from = {};
    if (found.length >= limit) {
      const isLast = group + 1 >= groupIds.length;
      return { items: found, nextCursor: isLast ? null : encodeCursor({ group: group + 1 }) };
    }
  }
  return { items: found, nextCursor: null };
}

function readCursor(cursor: string | undefined): z.infer<typeof Cursor> {
  const parsed = Cursor.safeParse(decodeCursor(cursor) ?? { group: 0 });
  if (!parsed.success) throw new InvalidCursor(parsed.error);
  return parsed.data;
}
