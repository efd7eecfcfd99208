// What a group tells now, and when it is looked at next. What was told of each incident is remembered, so that nothing is told twice; an
// incident that came and went while it was held back is not told of at all. Wait, interval and repeat mean what they do in Alertmanager.
import type { NotifiedIncident } from '#schemas/alerts/notification.ts';
import { HELD_MARK, eventOf, isTold, markKey, markOf } from './told-marks.ts';
import type { GroupMember, ToldMark } from './told-marks.ts';

export interface GroupTimes {
  groupWaitMs: number;
  groupIntervalMs: number;
  /** Null for never. */
  repeatMs: number | null;
  /** How often open incidents go again to channels that forget them; null for none. */
  refreshMs: number | null;
}
export interface GroupMemory {
  createdAtMs: number;
  lastNotifiedAtMs: number | null;
  lastRefreshedAtMs: number | null;
  /** By `markKey` of the incident's id. */
  told: Readonly<Record<string, ToldMark>>;
}
export interface Flush {
  times: GroupTimes;
  memory: GroupMemory;
  members: readonly GroupMember[];
  /** Until when an incident is held back, in ms; null if it is not. */
  heldUntil: (member: GroupMember) => number | null;
  nowMs: number;
}
export interface FlushPlan {
  send: { type: 'incidents.changed' | 'incidents.repeated'; incidents: NotifiedIncident[]; omitted: number } | null;
  refresh: boolean;
  memory: GroupMemory;
  /** Ids of incidents that are over for this group. */
  over: string[];
  /** Null when nothing is to be done until there is news. */
  dueAtMs: number | null;
}

/** Longest wait before it is seen that a silence was ended early. */
const RECHECK_MS = 60_000;
const SOONEST_MS = 1_000;
const MOST_INCIDENTS = 100;
/** Below what an item of the table holds. */
const MOST_BYTES = 200_000;

export function planFlush(flush: Flush): FlushPlan {
  const { memory, times, nowMs } = flush;
  const views = flush.members.map((member) => viewOf(member, flush)).toSorted(bySeverity);
  const inStage = (stage: Stage) => views.filter((view) => view.stage === stage);
  const [news, known, over] = [inStage('news'), inStage('known'), inStage('over')];
  const allowedAtMs = newsAllowedAt(flush);
  const told = nowMs >= allowedAtMs ? fitting(news, []) : [];
  const isRepeat = told.length === 0 && isDue(repeatAt(known, memory, times), nowMs);
  const shown = told.length > 0 || isRepeat ? fitting(known, told) : [];
  const after = remember(flush, views, { told, isDone: isRepeat || (told.length > 0 && told.length === news.length) });
  const open = [...known, ...told].filter(({ member }) => isOpen(member));
  const refreshAtMs = refreshAt(views, after, times);
  const refresh = isDue(refreshAtMs, nowMs);
  const kept: GroupMemory = refresh ? { ...after, lastRefreshedAtMs: nowMs } : after;
  return {
    send: told.length === 0 && !isRepeat ? null : { ...sendOf(told, shown), omitted: known.length - shown.length },
    refresh,
    memory: kept,
    over: [...over, ...told].filter(({ member }) => !isOpen(member)).map(({ id }) => id),
    dueAtMs: earliest([
      told.length < news.length ? Math.max(nowMs, allowedAtMs) : null,
      recheckAt(inStage('held'), nowMs),
      repeatAt(open, kept, times),
      refreshAt(views, kept, times),
    ]),
  };
}

/** Over: nothing is to be told of it any more. Held: something may be, later. News: now. Known: it is open and was told of. */
type Stage = 'over' | 'held' | 'news' | 'known';
interface View {
  id: string;
  member: GroupMember;
  mark: ToldMark | undefined;
  until: number | null;
  stage: Stage;
}

const isOpen = ({ notice }: GroupMember): boolean => notice.incident.status === 'open';

function viewOf(member: GroupMember, { memory, heldUntil }: Flush): View {
  const { id } = member.notice.incident;
  const mark = memory.told[markKey(id)];
  const until = heldUntil(member);
  return { id, member, mark, until, stage: stageOf(member, mark, until) };
}

function stageOf(member: GroupMember, mark: ToldMark | undefined, until: number | null): Stage {
  const isKnown = mark === markOf(member);
  if (!isOpen(member)) {
    const cameAndWent = mark === HELD_MARK || (until !== null && !isTold(mark));
    if (isKnown || cameAndWent) return 'over';
  }
  if (until !== null) return 'held';
  return isKnown ? 'known' : 'news';
}

function bySeverity({ member: { notice: one } }: View, { member: { notice: other } }: View): number {
  const [a, b] = [one.incident, other.incident];
  if (a.severity !== b.severity) return a.severity === 'critical' ? -1 : 1;
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

const newsAllowedAt = ({ memory: { lastNotifiedAtMs, createdAtMs }, times }: Flush): number =>
  lastNotifiedAtMs === null ? createdAtMs + times.groupWaitMs : lastNotifiedAtMs + times.groupIntervalMs;

/** Incidents that somebody looks after are not told of again. */
function repeatAt(open: readonly View[], { lastNotifiedAtMs, createdAtMs }: GroupMemory, { repeatMs }: GroupTimes) {
  if (repeatMs === null || open.every(({ member }) => member.acknowledgement !== null)) return null;
  return (lastNotifiedAtMs ?? createdAtMs) + repeatMs;
}

function refreshAt(views: readonly View[], memory: GroupMemory, { refreshMs }: GroupTimes): number | null {
  const hasOpen = views.some(({ id, member }) => isOpen(member) && isTold(memory.told[markKey(id)]));
  return refreshMs === null || !hasOpen ? null : (memory.lastRefreshedAtMs ?? memory.createdAtMs) + refreshMs;
}

function recheckAt(held: readonly View[], nowMs: number): number | null {
  const ends = held.flatMap(({ until }) => until ?? []);
  return ends.length === 0 ? null : Math.max(nowMs + SOONEST_MS, Math.min(nowMs + RECHECK_MS, ...ends));
}

const isDue = (atMs: number | null, nowMs: number): boolean => atMs !== null && atMs <= nowMs;

const earliest = (times: readonly (number | null)[]): number | null =>
  times.reduce((one, other) => (one === null || (other !== null && other < one) ? other : one), null);

/** As many as there is room for beside those that are in already; the first of them always. */
function fitting(views: readonly View[], already: readonly View[]): View[] {
  let bytes = already.reduce((sum, view) => sum + bytesOf(view), 0);
  const room = MOST_INCIDENTS - already.length;
  const fits = views.slice(0, Math.max(0, room)).findIndex((view, index) => {
    bytes += bytesOf(view);
    return bytes > MOST_BYTES && (index > 0 || already.length > 0);
  });
  return views.slice(0, fits < 0 ? Math.max(0, room) : fits);
}

const bytesOf = ({ member }: View): number => Buffer.byteLength(JSON.stringify(member));

/** What is known after this: of each incident that the group still has. */
function remember({ memory, nowMs }: Flush, views: readonly View[], sent: { told: readonly View[]; isDone: boolean }) {
  const told = new Set(sent.told);
  const marks = views.flatMap((view): [string, ToldMark][] => {
    if (told.has(view)) return [[markKey(view.id), markOf(view.member)]];
    if ((view.stage === 'held' || view.stage === 'over') && view.mark === undefined)
      return [[markKey(view.id), HELD_MARK]];
    return view.mark === undefined ? [] : [[markKey(view.id), view.mark]];
  });
  return {
    createdAtMs: memory.createdAtMs,
    lastNotifiedAtMs: sent.isDone ? nowMs : memory.lastNotifiedAtMs,
    lastRefreshedAtMs: memory.lastRefreshedAtMs ?? (sent.told.length > 0 ? nowMs : null),
    told: Object.fromEntries(marks),
  };
}

function sendOf(
  told: readonly View[],
  shown: readonly View[],
): Pick<NonNullable<FlushPlan['send']>, 'type' | 'incidents'> {
  const withEvents = told.map(({ member, mark }) => notified(member, eventOf(mark, member)));
  return {
    type: told.length > 0 ? 'incidents.changed' : 'incidents.repeated',
    incidents: [...withEvents, ...shown.map(({ member }) => notified(member, null))],
  };
}

const notified = ({ notice, acknowledgement }: GroupMember, event: NotifiedIncident['event']): NotifiedIncident => ({
  ...notice.incident,
  event,
  acknowledgement,
});
