// Deliveries as they begin: of a notification to a channel, and of what is open in a group to a channel that forgets it.
import type { Delivery, Notification } from '#schemas/alerts/notification.ts';

/** With what is not shown: where it belongs, and what it tells of. */
export interface KeptDelivery extends Delivery {
  groupId: string;
  incidentIds: string[];
}
export interface DeliveryPlace {
  groupId: string;
  route: string | null;
  now: Date;
}

/** The id begins with the group and ends with the channel. */
export const deliveryOf = (place: DeliveryPlace, { id, type, data }: Notification, channel: string): KeptDelivery => ({
  ...pendingOf(place),
  id: `${id.replace(/^msg_/, '')}~${channel}`,
  notificationId: id,
  type,
  channel,
  incidents: data.incidents.length,
  incidentIds: data.incidents.map((incident) => incident.id),
});

/** One for a group and channel: the next takes the place of the last. What it sends is read when it is sent. */
export const refreshOf = (place: DeliveryPlace, channel: string): KeptDelivery => ({
  ...pendingOf(place),
  id: `${place.groupId}~refresh~${channel}`,
  notificationId: `${place.groupId}~refresh`,
  type: 'incidents.refreshed',
  channel,
  incidents: 0,
  incidentIds: [],
});

const pendingOf = ({ groupId, route, now }: DeliveryPlace) => ({
  groupId,
  route,
  status: 'pending' as const,
  attempts: 0,
  createdAt: now.toISOString(),
  nextAttemptAt: now.toISOString(),
  lastAttemptAt: null,
  lastError: null,
});
