// What channels are told: news of a group of incidents; and how the delivery of a notification to a channel stands.
import * as z from 'zod';
import { FieldName, Name } from '../name.ts';
import { orNull } from '../or-null.ts';
import { Level } from './condition.ts';
import { Incident, IncidentEvent } from './incident.ts';

/** What evaluation says of an incident, for routes to take on. `id` is the same for the same transition, however often it is tried. */
export const IncidentNotice = z.strictObject({
  id: z.string(),
  type: IncidentEvent,
  timestamp: z.iso.datetime(),
  incident: Incident,
});
export type IncidentNotice = z.infer<typeof IncidentNotice>;

/** Somebody looks after an incident. */
export const Acknowledgement = z
  .strictObject({ by: z.string().describe('The name of the token.'), at: z.iso.datetime(), comment: z.string() })
  .meta({ id: 'Acknowledgement' });
export type Acknowledgement = z.infer<typeof Acknowledgement>;

export const AcknowledgementRequest = z.strictObject({ comment: z.string().max(2000).default('') });
export type AcknowledgementRequest = z.infer<typeof AcknowledgementRequest>;

/** An incident as it is answered. */
export const IncidentView = Incident.extend({
  acknowledgement: orNull(Acknowledgement),
  silencedBy: z.array(Name).describe('The silences that hold back its notifications now.'),
}).meta({ id: 'IncidentView' });
export type IncidentView = z.infer<typeof IncidentView>;

export const NotifiedEvent = z.enum([...IncidentEvent.options, 'incident.acknowledged', 'incident.unacknowledged']);
export type NotifiedEvent = z.infer<typeof NotifiedEvent>;

export const NotifiedIncident = Incident.extend({
  event: NotifiedEvent.nullable().describe('What is new of it; null for an open incident without news.'),
  acknowledgement: orNull(Acknowledgement),
}).meta({ id: 'NotifiedIncident' });
export type NotifiedIncident = z.infer<typeof NotifiedIncident>;

/** The body of a webhook; `id` stays the same over retries and is the `webhook-id` header. */
export const Notification = z
  .strictObject({
    id: z.string(),
    type: z.enum(['incidents.changed', 'incidents.repeated', 'channel.test']),
    timestamp: z.iso.datetime().describe('When it was made.'),
    data: z.strictObject({
      route: Name.nullable().describe("Null for the rule's own channels."),
      groupLabels: z.record(FieldName, z.string()).describe('What the incidents of the group have in common.'),
      status: z.enum(['open', 'resolved']).describe('Resolved when none of the incidents is open.'),
      severity: Level.describe('The highest of the open incidents, or of all when none is open.'),
      incidents: z.array(NotifiedIncident).describe('Those with news first, then the other open ones.'),
      omitted: z.int().describe('Open incidents of the group without news that found no room here.'),
    }),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

/** How the delivery of a notification to a channel stands. */
export const Delivery = z
  .strictObject({
    id: z.string().describe('For a replay.'),
    notificationId: z.string(),
    type: z.enum([...Notification.shape.type.options, 'incidents.refreshed']),
    channel: Name,
    route: Name.nullable(),
    incidents: z.int().describe('How many it tells of.'),
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    createdAt: z.iso.datetime(),
    nextAttemptAt: z.iso.datetime().nullable(),
    lastAttemptAt: z.iso.datetime().nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryDetail = Delivery.extend({
  notification: orNull(Notification).describe('Null when it is no longer kept, or is made when it is sent.'),
}).meta({ id: 'DeliveryDetail' });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;
