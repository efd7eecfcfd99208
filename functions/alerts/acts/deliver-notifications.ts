// From what evaluation said of incidents to deliveries that are made: woken for some incidents, or sweeping up all that is due. Each step
// stands in the table before the next begins, so that whoever comes next goes on where somebody broke off.
import type { Context } from '#functions/platform/context.ts';
import { channelOfDelivery, deliveryStore } from '../store/deliveries.ts';
import { notificationGroupStore } from '../store/notification-groups.ts';
import { outboxStore } from '../store/outbox.ts';
import { bounded } from './bounded.ts';
import { flushGroup } from './flush-group.ts';
import { openFlushReads } from './flush-reads.ts';
import { makeDelivery } from './make-delivery.ts';
import { routeIncidents } from './route-incidents.ts';

const MOST_IN_A_SWEEP = 200;
const GROUPS_AT_ONCE = 8;
const CHANNELS_AT_ONCE = 32;
const DELIVERIES_AT_ONCE = 4;
/** How long a channel that has just failed is left alone. */
const PAUSE_MS = 30_000;

/** @throws what the table threw, after everything else had its attempt: the incidents are to be given again */
export async function notifyOfIncidents(context: Context, incidentIds: readonly string[]): Promise<void> {
  const groupIds = await routeIncidents(context, [...new Set(incidentIds)]);
  await deliver(context, await flushGroups(context, groupIds));
}

/** One sweep: incidents, groups and deliveries that are due. None where another function makes the deliveries. */
export async function deliverDueNotifications(context: Context): Promise<void> {
  const { table, settings } = context;
  if (!settings.delivers) return;
  const now = context.now();
  const routed = await routeIncidents(context, await outboxStore(table).listDue(now, MOST_IN_A_SWEEP));
  const due = await notificationGroupStore(table).listDue(now, MOST_IN_A_SWEEP);
  const made = await flushGroups(context, [...new Set([...routed, ...due])]);
  const waiting = await deliveryStore(table).listDue(now, MOST_IN_A_SWEEP);
  await deliver(context, [...new Set([...made, ...waiting])]);
}

async function flushGroups(context: Context, groupIds: readonly string[]): Promise<string[]> {
  const reads = openFlushReads(context);
  const deliveries = await eachSafely(context, GROUPS_AT_ONCE, groupIds, (id) => flushGroup(context, reads, id));
  return deliveries.flat();
}

/** Channels do not wait for one another. */
async function deliver(context: Context, ids: readonly string[]): Promise<void> {
  const byChannel = [...Map.groupBy(ids, channelOfDelivery).values()];
  await eachSafely(context, CHANNELS_AT_ONCE, byChannel, (some) => deliverToChannel(context, some));
}

/** After a failure the rest waits: a receiver that hangs would hold up every sweep. */
async function deliverToChannel(context: Context, ids: readonly string[]): Promise<void> {
  let hasFailed = false;
  await eachSafely(context, DELIVERIES_AT_ONCE, ids, async (id) => {
    if (hasFailed) {
      const now = context.now();
      await deliveryStore(context.table).postpone(id, new Date(now.getTime() + PAUSE_MS), now);
    } else if ((await makeDelivery(context, id)) === 'failed') hasFailed = true;
  });
}

/** @throws the first error, after all were tried */
async function eachSafely<Thing, Outcome>(
  context: Context,
  atOnce: number,
  things: readonly Thing[],
  act: (thing: Thing) => Promise<Outcome>,
): Promise<Outcome[]> {
  const settled = await bounded(atOnce, things, async (thing) => {
    try {
      return { outcome: await act(thing) };
    } catch (error) {
      context.log.error('notification.not-settled', error);
      return { error };
    }
  });
  const failed = settled.find((one) => 'error' in one);
  if (failed !== undefined && 'error' in failed) throw failed.error;
  return settled.flatMap((one) => ('outcome' in one ? [one.outcome] : []));
}
