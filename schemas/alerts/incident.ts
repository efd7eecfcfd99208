// An incident: one rule and one label set, from fire to resolve; and the notification that tells of it.
import * as z from 'zod';
import { FieldName, Name } from '../name.ts';

/** The groupBy dimensions with their values; a null dimension is null. */
export const Labels = z.record(FieldName, z.string().nullable());
export type Labels = z.infer<typeof Labels>;

export const Incident = z
  .strictObject({
    id: z.string(),
    rule: Name,
    labels: Labels,
    severity: z.enum(['warning', 'critical']),
    status: z.enum(['open', 'resolved']),
    value: z.number().nullable().describe('The value at the newest transition; null for no data.'),
    threshold: z.number().nullable(),
    openedAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().nullable(),
    reason: z.string().describe('What the newest transition saw.'),
  })
  .meta({ id: 'Incident' });
export type Incident = z.infer<typeof Incident>;

/** The body of a webhook; `id` stays the same over retries and is the `webhook-id` header. */
export const Notification = z
  .strictObject({
    id: z.string(),
    type: z.enum(['incident.opened', 'incident.resolved']),
    timestamp: z.iso.datetime(),
    data: Incident,
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof Notification>;

/** How the delivery of a notification to a channel stands. */
export const Delivery = z
  .strictObject({
    notification: Notification,
    channel: Name,
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    nextAttemptAt: z.iso.datetime().nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;
