// Sends a notification of nothing to a channel, to see that it gets there: an incident that is over, so that nobody is woken.
import type { Delivery, NotifiedIncident } from '#schemas/alerts/notification.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { deliveryOf } from '../logic/delivery-of.ts';
import { notificationOf } from '../logic/notification-of.ts';
import { deliveryStore } from '../store/deliveries.ts';
import { getChannel } from './get-channel.ts';
import { makeDelivery } from './make-delivery.ts';
import { requireDelivery } from './require-delivery.ts';

/** @returns the delivery after its first attempt; more are made if that failed. @throws PlatformError definition.not-found, access.forbidden */
export async function testChannel(context: Context, caller: Caller, name: string): Promise<Delivery> {
  await getChannel(context, caller, name);
  const { table } = context;
  const now = context.now();
  const groupId = `test-${context.newId().toLowerCase()}`;
  const send = { type: 'channel.test' as const, incidents: [testIncident(groupId, caller, now)], omitted: 0 };
  const common = { groupId, route: null, now };
  const notification = notificationOf({ ...common, suffix: '1', groupLabels: {}, send });
  const [store, delivery] = [deliveryStore(table), deliveryOf(common, notification, name)];
  await table.transact([store.putBody(notification, now), store.put(delivery, now), store.log(delivery, now)]);
  await makeDelivery(context, delivery.id);
  return requireDelivery(context, delivery.id);
}

function testIncident(id: string, caller: Caller, now: Date): NotifiedIncident {
  const at = now.toISOString();
  return {
    id,
    rule: 'test',
    model: 'test',
    owner: 'millrace',
    kind: 'condition',
    labels: {},
    ruleLabels: {},
    severity: 'warning',
    status: 'resolved',
    value: null,
    score: null,
    threshold: null,
    startedAt: at,
    openedAt: at,
    resolvedAt: at,
    reason: `a test of this channel by ${caller.name}`,
    flags: { flapping: false, incomplete: false, stale: false },
    annotations: {},
    runbookUrl: null,
    event: 'incident.resolved',
    acknowledgement: null,
  };
}
