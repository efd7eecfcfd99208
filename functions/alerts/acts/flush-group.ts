// Looks at a group that is due: what it tells now becomes deliveries, in one transaction with what it remembers of it.
import type { Channel } from '#schemas/alerts/channel.ts';
import { durationMs } from '#schemas/duration.ts';
import type { Context } from '#functions/platform/context.ts';
import { deliveryOf, refreshOf } from '../logic/delivery-of.ts';
import { notificationOf } from '../logic/notification-of.ts';
import { settingsOf } from '../logic/place-incident.ts';
import type { GroupSettings } from '../logic/place-incident.ts';
import { planFlush } from '../logic/plan-flush.ts';
import type { FlushPlan } from '../logic/plan-flush.ts';
import { routingLabels } from '../logic/routing-labels.ts';
import { heldUntil } from '../logic/silencing.ts';
import type { GroupMember } from '../logic/told-marks.ts';
import { deliveryStore } from '../store/deliveries.ts';
import { MOST_MEMBERS, notificationGroupStore } from '../store/notification-groups.ts';
import type { GroupClaim, GroupHead } from '../store/notification-groups.ts';
import type { TransactItem } from '../store/transact-item.ts';
import type { FlushReads } from './flush-reads.ts';
import { isOvertaken } from './is-overtaken.ts';

const CLAIM_MS = 15_000;
/** Parts of one large group, or looks again after a change. */
const MOST_ROUNDS = 100;
/** DynamoDB's limit is 100; all channels of a group need 62. */
const MOST_WRITES = 80;
/** As Prometheus does it. */
const REFRESH_MS = 60_000;

/** Nothing happens if the group is not due or in other hands. @returns the deliveries that are to be made */
export async function flushGroup(context: Context, reads: FlushReads, groupId: string): Promise<string[]> {
  const store = notificationGroupStore(context.table);
  const deliveryIds: string[] = [];
  let known: KnownMembers | undefined;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const now = context.now();
    const claim = await store.claim(groupId, context.newId(), now, now.getTime() + CLAIM_MS);
    if (claim === undefined) break;
    try {
      const flushed = await flush(context, reads, { claim, now, known });
      deliveryIds.push(...flushed.deliveryIds);
      known = flushed.known;
    } catch (error) {
      await store.release(claim);
      if (!isOvertaken(error)) throw error;
    }
  }
  return deliveryIds;
}

/** The incidents of a group at a revision, so that the parts of a large one are read once. */
interface KnownMembers {
  revision: number;
  members: GroupMember[];
}
interface Round {
  claim: GroupClaim;
  now: Date;
  known: KnownMembers | undefined;
}

async function flush(context: Context, reads: FlushReads, { claim, now, known }: Round) {
  const { head, groupId } = claim;
  const isKnown = known !== undefined && known.revision === head.revision;
  const members = isKnown ? known.members : await notificationGroupStore(context.table).listMembers(groupId);
  if (members.length === MOST_MEMBERS) context.log.warn('notification-group.too-large', { groupId });
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
  const gone = await settle(context, { claim, after, over: plan.over, members, writes, now });
  const left = members.filter(({ notice }) => !gone.has(notice.incident.id));
  return { deliveryIds, known: { revision: after.revision, members: left } };
}

interface Settlement {
  claim: GroupClaim;
  after: GroupHead;
  over: readonly string[];
  members: readonly GroupMember[];
  writes: TransactItem[];
  now: Date;
}

/** One transaction. What is over and found no room in it goes next, and an empty group last. @returns the incidents that are gone */
async function settle(
  { table }: Context,
  { claim, after, over, members, writes, now }: Settlement,
): Promise<Set<string>> {
  const groups = notificationGroupStore(table);
  const gone = over.slice(0, MOST_WRITES - writes.length - 1);
  const isEmpty = gone.length === members.length && members.length < MOST_MEMBERS;
  const isMore = gone.length < over.length || (gone.length > 0 && members.length === MOST_MEMBERS);
  const settled = groups.settle(claim, isEmpty ? null : { ...after, dueAtMs: isMore ? now.getTime() : after.dueAtMs });
  await table.transact([settled, ...writes, ...gone.map((id) => groups.removeMember(claim.groupId, id))]);
  return new Set(gone);
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
