// Looks at a group that is due: what it tells now becomes deliveries, in one transaction with what it remembers of it.
import type { Channel } from '#schemas/alerts/channel.ts';
import type { Notification } from '#schemas/alerts/notification.ts';
import { durationMs } from '#schemas/duration.ts';
import type { Context } from '#functions/platform/context.ts';
import { heldUntil } from '../logic/silencing.ts';
import { notificationOf } from '../logic/notification-of.ts';
import { settingsOf } from '../logic/place-incident.ts';
import type { GroupSettings } from '../logic/place-incident.ts';
import { planFlush } from '../logic/plan-flush.ts';
import type { FlushPlan } from '../logic/plan-flush.ts';
import { routingLabels } from '../logic/routing-labels.ts';
import type { GroupMember } from '../logic/told-marks.ts';
import { deliveryStore } from '../store/deliveries.ts';
import type { KeptDelivery } from '../store/deliveries.ts';
import { notificationGroupStore } from '../store/notification-groups.ts';
import type { GroupClaim, GroupHead } from '../store/notification-groups.ts';
import type { FlushReads } from './flush-reads.ts';
import { isOvertaken } from './is-overtaken.ts';

const CLAIM_MS = 15_000;
/** Parts of one large group, or looks again after a change. */
const MOST_ROUNDS = 100;
const MOST_WRITES = 100;
/** As Prometheus does it. */
const REFRESH_MS = 60_000;

/** Nothing happens if the group is not due or in other hands. @returns the deliveries that are to be made */
export async function flushGroup(context: Context, reads: FlushReads, groupId: string): Promise<string[]> {
  const store = notificationGroupStore(context.table);
  const deliveryIds: string[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const now = context.now();
    const claim = await store.claim(groupId, context.newId(), now, now.getTime() + CLAIM_MS);
    if (claim === undefined) break;
    try {
      deliveryIds.push(...(await flush(context, reads, claim, now)));
    } catch (error) {
      await store.release(claim);
      if (!isOvertaken(error)) throw error;
    }
  }
  return deliveryIds;
}

async function flush(context: Context, reads: FlushReads, claim: GroupClaim, now: Date): Promise<string[]> {
  const { table } = context;
  const { head, groupId } = claim;
  const groups = notificationGroupStore(table);
  const members = await groups.listMembers(groupId);
  const settings = await currentSettings(reads, head.settings);
  const types = await channelTypes(reads, settings.channels);
  const plan = planFlush({
    times: timesOf(settings, [...types.values()].includes('alertmanager')),
    memory: head,
    members,
    heldUntil: await holdsOf(reads, members, now),
    nowMs: now.getTime(),
  });
  const after: GroupHead = {
    ...plan.memory,
    settings,
    notifications: head.notifications + (plan.send === null ? 0 : 1),
    revision: head.revision + 1,
    dueAtMs: plan.dueAtMs,
  };
  const { writes, deliveryIds } = tell(context, { groupId, head: after, plan, types, now });
  const isEmpty = plan.over.length === members.length;
  const removals = plan.over.map((id) => groups.removeMember(groupId, id));
  const room = MOST_WRITES - writes.length - 1;
  // All or none of an emptied group's members go with its head; what is left of others goes next.
  const isLastPart = removals.length <= room;
  const settled = groups.settle(
    claim,
    isEmpty && isLastPart ? null : { ...after, dueAtMs: isLastPart ? after.dueAtMs : now.getTime() },
  );
  await table.transact([settled, ...writes, ...removals.slice(0, room)]);
  return deliveryIds;
}

/** As the route says now; as it said, if it is gone. */
async function currentSettings(reads: FlushReads, settings: GroupSettings): Promise<GroupSettings> {
  const route = settings.route === null ? undefined : await reads.route(settings.route);
  return route === undefined ? settings : settingsOf(route, settings.groupLabels);
}

async function channelTypes(
  reads: FlushReads,
  names: readonly string[],
): Promise<Map<string, Channel['type'] | undefined>> {
  const channels = await Promise.all(names.map(reads.channel));
  return new Map(names.map((name, index) => [name, channels[index]?.type]));
}

const timesOf = ({ groupWait, groupInterval, repeatInterval }: GroupSettings, hasAlertmanager: boolean) => ({
  groupWaitMs: durationMs(groupWait),
  groupIntervalMs: durationMs(groupInterval),
  repeatMs: repeatInterval === 'never' ? null : durationMs(repeatInterval),
  refreshMs: hasAlertmanager ? REFRESH_MS : null,
});

async function holdsOf(reads: FlushReads, members: readonly GroupMember[], now: Date) {
  const [silences, rules] = await Promise.all([
    reads.silences(),
    Promise.all(members.map(({ notice }) => reads.rule(notice.incident.rule))),
  ]);
  const ruleOf = new Map(members.map((member, index) => [member, rules[index]]));
  return (member: GroupMember) =>
    heldUntil({ silences, rule: ruleOf.get(member), labels: routingLabels(member.notice.incident), now });
}

interface Telling {
  groupId: string;
  head: GroupHead;
  plan: FlushPlan;
  types: Map<string, Channel['type'] | undefined>;
  now: Date;
}

function tell({ table }: Context, { groupId, head, plan, types, now }: Telling) {
  const store = deliveryStore(table);
  const suffix = `${head.createdAtMs}~${String(head.notifications).padStart(6, '0')}`;
  const common = { groupId, route: head.settings.route, now };
  const news = plan.send === null ? null : notificationOf({ ...common, ...head.settings, suffix, send: plan.send });
  const deliveries = news === null ? [] : [...types.keys()].map((channel) => deliveryOf(common, news, channel));
  const refreshes = plan.refresh
    ? [...types].flatMap(([channel, type]) => (type === 'alertmanager' ? [channel] : []))
    : [];
  const refreshed = refreshes.map((channel) => refreshOf(common, channel));
  return {
    writes: [
      ...(news === null ? [] : [store.putBody(news, now)]),
      ...deliveries.flatMap((delivery) => [store.put(delivery, now), store.log(delivery, now)]),
      ...refreshed.map((delivery) => store.put(delivery, now)),
    ],
    deliveryIds: [...deliveries, ...refreshed].map(({ id }) => id),
  };
}

interface Common {
  groupId: string;
  route: string | null;
  now: Date;
}

const pendingOf = ({ groupId, route, now }: Common) => ({
  groupId,
  route,
  status: 'pending' as const,
  attempts: 0,
  createdAt: now.toISOString(),
  nextAttemptAt: now.toISOString(),
  lastAttemptAt: null,
  lastError: null,
});

export const deliveryOf = (common: Common, { id, type, data }: Notification, channel: string): KeptDelivery => ({
  ...pendingOf(common),
  id: `${id.replace(/^msg_/, '')}~${channel}`,
  notificationId: id,
  type,
  channel,
  incidents: data.incidents.length,
  incidentIds: data.incidents.map((incident) => incident.id),
});

/** One for a group and channel: the next takes the place of the last. What it sends is read when it is sent. */
const refreshOf = (common: Common, channel: string): KeptDelivery => ({
  ...pendingOf(common),
  id: `${common.groupId}~refresh~${channel}`,
  notificationId: `${common.groupId}~refresh`,
  type: 'incidents.refreshed',
  channel,
  incidents: 0,
  incidentIds: [],
});
