// Takes on what evaluation said of incidents: each joins the groups that are to tell of it. Its notices, the groups and its place in them
// are one transaction, so that a notice is taken on once, whoever tries, and no older state follows a newer one.
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncidentNotice } from '#schemas/alerts/notification.ts';
import type { Route } from '#schemas/alerts/route.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';
import { newestNotice } from '../logic/newest-notice.ts';
import { packGroups } from '../logic/pack-groups.ts';
import { placeIncident } from '../logic/place-incident.ts';
import type { GroupPlace } from '../logic/place-incident.ts';
import type { GroupMember } from '../logic/told-marks.ts';
import { touchGroup } from '../logic/touch-group.ts';
import { routeStore, ruleStore } from '../store/definitions.ts';
import { incidentStore } from '../store/incidents.ts';
import { listAll } from '../store/list-all.ts';
import { notificationGroupStore } from '../store/notification-groups.ts';
import type { GroupHead } from '../store/notification-groups.ts';
import { outboxStore } from '../store/outbox.ts';
import type { TransactItem } from '../store/transact-item.ts';
import { bounded } from './bounded.ts';
import { isOvertaken } from './is-overtaken.ts';
import { readOnce } from './read-once.ts';

const READ_AT_ONCE = 8;
/** Well below DynamoDB's limit of 100: the fewer there are, the fewer are tried again after a conflict. */
const MOST_WRITES = 50;
const ATTEMPTS = 5;
const PAUSE_MS = 100;

/** @returns the groups that are due now */
export async function routeIncidents(context: Context, incidentIds: readonly string[]): Promise<string[]> {
  if (incidentIds.length === 0) return [];
  const { table } = context;
  const definitions = { routes: await listAll(routeStore(table)), rules: readOnce(ruleStore(table).get) };
  const arrivals = await readArrivals(context, definitions, incidentIds);
  const sized = arrivals.map((arrival) => Array<Arrival>(sizeOf(arrival)).fill(arrival));
  const due = new Set<string>();
  for (const pack of packGroups(sized, MOST_WRITES)) {
    for (const groupId of await joinAll(context, definitions, [...new Set(pack)])) due.add(groupId);
  }
  return [...due];
}

interface Definitions {
  routes: readonly Route[];
  rules: (name: string) => Promise<Rule | undefined>;
}
interface Arrival {
  incidentId: string;
  pending: IncidentNotice[];
  member: GroupMember;
  places: GroupPlace[];
}

/** Those with notices that nobody took on. An incident that cannot be read holds up no other. */
async function readArrivals(context: Context, definitions: Definitions, incidentIds: readonly string[]) {
  const arrivals = await bounded(READ_AT_ONCE, incidentIds, async (incidentId) => {
    try {
      return await readArrival(context, definitions, incidentId);
    } catch (error) {
      context.log.error('incident.not-routed', error, { incidentId });
      return undefined;
    }
  });
  return arrivals.filter((arrival) => arrival !== undefined);
}

/** Its notices, its place in each group, and at most as many heads. */
const sizeOf = ({ pending, places }: Arrival): number => pending.length + 2 * places.length;

async function readArrival({ table }: Context, definitions: Definitions, id: string): Promise<Arrival | undefined> {
  const kept = await outboxStore(table).listOfIncident(id);
  const pending = kept.flatMap(({ notice, status }) => (status === 'pending' ? [notice] : []));
  const notice = newestNotice(kept.map((one) => one.notice));
  if (notice === undefined || pending.length === 0) return undefined;
  const { incident } = notice;
  const [rule, stored] = await Promise.all([definitions.rules(incident.rule), incidentStore(table).get(id)]);
  const memberships = kept.flatMap((one) => one.memberships);
  const places = placeIncident({
    incident,
    routes: definitions.routes,
    ruleChannels: rule?.channels,
    existing: [...new Map(memberships.map((one) => [one.groupId, one])).values()],
  });
  return { incidentId: id, pending, member: { notice, acknowledgement: stored?.acknowledgement ?? null }, places };
}

/**
 * When somebody else is at the same groups, or has taken some of the notices on, what is left is tried again after another look; what
 * cannot be done together, or is too much for the table now, is done in halves.
 */
async function joinAll(context: Context, definitions: Definitions, arrivals: readonly Arrival[]): Promise<string[]> {
  let left = arrivals;
  for (let attempt = 1; attempt <= ATTEMPTS && left.length > 0; attempt += 1) {
    try {
      return await join(context, left);
    } catch (error) {
      if (!isOvertaken(error) && !(isTooSlow(error) && left.length > 1)) throw error;
      if (isTooSlow(error)) attempt = ATTEMPTS;
    }
    await sleep(Math.random() * PAUSE_MS * attempt);
    left = await readArrivals(
      context,
      definitions,
      left.map(({ incidentId }) => incidentId),
    );
  }
  if (left.length > 1) {
    const half = Math.ceil(left.length / 2);
    const first = await joinAll(context, definitions, left.slice(0, half));
    return first.concat(await joinAll(context, definitions, left.slice(half)));
  }
  for (const { incidentId } of left) context.log.warn('incident.not-routed', { incidentId });
  return [];
}

const isTooSlow = (error: unknown): boolean => error instanceof EngineError && error.kind === 'timeout';

async function join(context: Context, arrivals: readonly Arrival[]): Promise<string[]> {
  const { table, now } = context;
  const [groups, outbox, nowMs] = [notificationGroupStore(table), outboxStore(table), now().getTime()];
  const ids = [...new Set(arrivals.flatMap(({ places }) => places.map(({ groupId }) => groupId)))];
  const heads = new Map(await bounded(READ_AT_ONCE, ids, async (id) => [id, await groups.getHead(id)] as const));
  const touched = new Map<string, GroupHead>();
  const writes: TransactItem[] = [];
  for (const { pending, member, places } of arrivals) {
    const joined = places.filter(({ groupId, settings }) => {
      const known = settings ?? heads.get(groupId)?.settings;
      if (known === undefined) return false;
      if (!touched.has(groupId)) touched.set(groupId, touchGroup(heads.get(groupId), known, nowMs));
      return true;
    });
    const memberships = joined.map(({ groupId, route }) => ({ groupId, route }));
    writes.push(...pending.map((notice) => outbox.take(notice, memberships)));
    writes.push(...joined.map(({ groupId }) => groups.putMember(groupId, member)));
  }
  await table.transact([...writes, ...[...touched].map(([id, head]) => groups.touch(id, heads.get(id), head))]);
  return [...touched].flatMap(([id, { dueAtMs }]) => (dueAtMs !== null && dueAtMs <= nowMs ? [id] : []));
}
