import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFlush } from '#functions/alerts/logic/plan-flush.ts';
import type { Flush, FlushPlan, GroupMemory, GroupTimes } from '#functions/alerts/logic/plan-flush.ts';
import type { GroupMember } from '#functions/alerts/logic/told-marks.ts';
import type { Incident } from '#schemas/alerts/incident.ts';
import { anIncident, noticeOf, resolved } from '#test/support/an-incident.ts';

const T0 = Date.parse('2026-01-01T00:00:00Z');
const SECOND = 1_000;
const MINUTE = 60_000;
const iso = (ms: number) => new Date(T0 + ms).toISOString();

const times: GroupTimes = {
  groupWaitMs: 30 * SECOND,
  groupIntervalMs: 5 * MINUTE,
  repeatMs: 60 * MINUTE,
  refreshMs: null,
};
const fresh: GroupMemory = { createdAtMs: T0, lastNotifiedAtMs: null, lastRefreshedAtMs: null, told: {} };
const incident = (id: string, changes: Partial<Incident> = {}) => anIncident({ id, ...changes });
const opened = (id: string, changes: Partial<Incident> = {}): GroupMember => ({
  notice: noticeOf(incident(id, changes), 'incident.opened', iso(0)),
  acknowledgement: null,
});
const over = (id: string, ms: number): GroupMember => ({
  notice: noticeOf(resolved(incident(id), iso(ms)), 'incident.resolved', iso(ms)),
  acknowledgement: null,
});
const acknowledged = (member: GroupMember): GroupMember => ({
  ...member,
  acknowledgement: { by: 'ann', at: iso(1), comment: '' },
});

const plan = (members: GroupMember[], ms: number, changes: Partial<Flush> = {}): FlushPlan =>
  planFlush({ times, memory: fresh, members, heldUntil: () => null, nowMs: T0 + ms, ...changes });
const sent = ({ send }: FlushPlan) => send?.incidents.map(({ id, event }) => `${id} ${event ?? '-'}`) ?? null;
const due = ({ dueAtMs }: FlushPlan) => (dueAtMs === null ? null : dueAtMs - T0);
/** A group that was told of `members` at `ms`. */
const after = (members: GroupMember[], ms: number, changes: Partial<Flush> = {}) => plan(members, ms, changes).memory;

describe('a group', () => {
  it('is told of after its wait', () => {
    expect(due(plan([opened('a')], 29 * SECOND))).toBe(30 * SECOND);
    expect(plan([opened('a')], 29 * SECOND).send).toBeNull();
    expect(sent(plan([opened('a')], 30 * SECOND))).toEqual(['a incident.opened']);
  });

  it('is told of news after its interval, with what else is open', () => {
    const memory = after([opened('a'), opened('b')], MINUTE);
    const members = [opened('a'), over('b', 2 * MINUTE), opened('c', { severity: 'critical' })];
    const early = plan(members, 3 * MINUTE, { memory });
    expect([sent(early), due(early)]).toEqual([null, 6 * MINUTE]);
    expect(sent(plan(members, 6 * MINUTE, { memory }))).toEqual(['c incident.opened', 'b incident.resolved', 'a -']);
  });

  it('is told of nothing twice', () => {
    const memory = after([opened('a')], MINUTE);
    const again = plan([opened('a')], 10 * MINUTE, { memory });
    expect([sent(again), due(again), again.memory]).toEqual([null, 61 * MINUTE, memory]);
  });

  it('is told of again after the repeat interval, unless somebody looks after all that is open', () => {
    const memory = after([opened('a')], MINUTE);
    const repeated = plan([opened('a')], 61 * MINUTE, { memory });
    expect([repeated.send?.type, sent(repeated), due(repeated)]).toEqual(['incidents.repeated', ['a -'], 121 * MINUTE]);
    const seen = after([acknowledged(opened('a'))], 6 * MINUTE, { memory });
    expect(due(plan([acknowledged(opened('a'))], 61 * MINUTE, { memory: seen }))).toBeNull();
    expect(plan([opened('a')], 61 * MINUTE, { memory, times: { ...times, repeatMs: null } }).dueAtMs).toBeNull();
  });

  it('lets go of what is over once that was told', () => {
    const memory = after([opened('a')], MINUTE);
    const ended = plan([over('a', 2 * MINUTE)], 6 * MINUTE, { memory });
    expect([sent(ended), ended.over, due(ended)]).toEqual([['a incident.resolved'], ['a'], null]);
    const leftOver = plan([over('a', 2 * MINUTE)], 12 * MINUTE, { memory: ended.memory });
    expect([sent(leftOver), leftOver.over]).toEqual([null, ['a']]);
  });

  it('tells of an incident that was over before anybody looked', () => {
    expect(sent(plan([over('a', SECOND)], MINUTE))).toEqual(['a incident.resolved']);
  });

  it('says when somebody began to look after an incident, and when no longer', () => {
    const memory = after([opened('a')], MINUTE);
    const seen = plan([acknowledged(opened('a'))], 6 * MINUTE, { memory });
    expect(sent(seen)).toEqual(['a incident.acknowledged']);
    expect(sent(plan([opened('a')], 12 * MINUTE, { memory: seen.memory }))).toEqual(['a incident.unacknowledged']);
  });
});

describe('what is held back', () => {
  const held = { heldUntil: () => T0 + 10 * MINUTE };

  it('is not told of, and looked at again each minute and at the end', () => {
    expect([sent(plan([opened('a')], MINUTE, held)), due(plan([opened('a')], MINUTE, held))]).toEqual([
      null,
      2 * MINUTE,
    ]);
    expect(due(plan([opened('a')], 9.5 * MINUTE, held))).toBe(10 * MINUTE);
  });

  it('is told of at the end if it is still open, and never if it came and went', () => {
    const memory = after([opened('a'), opened('b')], MINUTE, held);
    const free = plan([opened('a'), over('b', 2 * MINUTE)], 10 * MINUTE, { memory });
    expect([sent(free), free.over]).toEqual([['a incident.opened'], ['b']]);
    expect(plan([over('b', 2 * MINUTE)], 3 * MINUTE, { memory, ...held }).over).toEqual(['b']);
  });

  it('is told of its end at the end if it was told of before', () => {
    const memory = after([opened('a')], MINUTE);
    const silent = plan([over('a', 7 * MINUTE)], 8 * MINUTE, { memory, ...held });
    expect([sent(silent), silent.over]).toEqual([null, []]);
    expect(sent(plan([over('a', 7 * MINUTE)], 10 * MINUTE, { memory: silent.memory }))).toEqual([
      'a incident.resolved',
    ]);
  });

  it('is not repeated', () => {
    const memory = after([opened('a')], MINUTE);
    expect(sent(plan([opened('a')], 90 * MINUTE, { memory, heldUntil: () => T0 + 99 * MINUTE }))).toBeNull();
  });
});

describe('a channel that forgets', () => {
  it('is refreshed each minute as long as something that was told is open', () => {
    const refreshing = { times: { ...times, refreshMs: MINUTE } };
    const told = plan([opened('a')], MINUTE, refreshing);
    expect([told.refresh, due(told)]).toEqual([false, 2 * MINUTE]);
    const next = plan([opened('a')], 2 * MINUTE, { ...refreshing, memory: told.memory });
    expect([next.send, next.refresh, due(next)]).toEqual([null, true, 3 * MINUTE]);
    const silent = { ...refreshing, memory: next.memory, heldUntil: () => T0 + 9 * MINUTE };
    expect(plan([opened('a')], 3 * MINUTE, silent).refresh).toBe(true);
  });
});

describe('a large group', () => {
  it('is told of in parts, one right after another, the last without what was told', () => {
    const members = Array.from({ length: 250 }, (_, index) => opened(`i${String(index).padStart(3, '0')}`));
    const first = plan(members, MINUTE);
    const second = plan(members, MINUTE, { memory: first.memory });
    const third = plan(members, MINUTE, { memory: second.memory });
    expect(
      [first, second, third].map((part) => part.send?.incidents.filter(({ event }) => event !== null).length),
    ).toEqual([100, 100, 50]);
    expect([due(first), due(second), due(third)]).toEqual([MINUTE, MINUTE, 61 * MINUTE]);
    expect(third.send).toMatchObject({ omitted: 150 });
  });

  it('keeps each part within what the table holds', () => {
    const annotations = { text: 'x'.repeat(50_000) };
    const part = plan(
      [1, 2, 3, 4, 5].map((index) => opened(`i${index}`, { annotations })),
      MINUTE,
    );
    expect(part.send?.incidents.length).toBe(3);
    const huge = plan([opened('a', { annotations: { text: 'x'.repeat(300_000) } })], MINUTE);
    expect(huge.send?.incidents.length).toBe(1);
  });
});

/** Steps of time in seconds, what happens then to one of three incidents, and whether a silence is on. */
const history = fc.array(
  fc.record({
    wait: fc.integer({ min: 1, max: 400 }),
    which: fc.constantFrom('a', 'b', 'c'),
    ends: fc.boolean(),
    silent: fc.boolean(),
  }),
  { maxLength: 30 },
);

/** Runs flushes whenever they are due. @returns what was told of each incident, in order. */
function run(steps: { wait: number; which: string; ends: boolean; silent: boolean }[], silences: boolean) {
  const members = new Map<string, GroupMember>();
  /** The ids of those that are open now; one that opens again is another one. */
  const open = new Map<string, string>();
  const told: { id: string; status: string; event: string }[] = [];
  let memory = fresh;
  let dueAt: number | null = null;
  let now = T0;
  const flushUntil = (end: number, silent: boolean) => {
    for (let round = 0; dueAt !== null && dueAt <= end && round < 1000; round += 1) {
      now = Math.max(now, dueAt);
      const result = planFlush({
        times: { ...times, repeatMs: null },
        memory,
        members: [...members.values()],
        heldUntil: () => (silent && silences ? now + MINUTE : null),
        nowMs: now,
      });
      for (const { id, status, event } of result.send?.incidents ?? [])
        if (event !== null) told.push({ id, status, event });
      for (const id of result.over) members.delete(id);
      memory = result.memory;
      dueAt = result.dueAtMs;
    }
    now = end;
  };
  for (const { wait, which, ends, silent } of steps) {
    flushUntil(now + wait * SECOND, silent);
    const id = open.get(which);
    if (ends === (id === undefined)) continue;
    if (id !== undefined) {
      members.set(id, over(id, now - T0));
      open.delete(which);
    } else {
      const next = `${which}${members.size}${now}`;
      open.set(which, next);
      members.set(next, { ...opened(next), notice: noticeOf(incident(next), 'incident.opened', iso(now - T0)) });
    }
    dueAt = Math.min(
      dueAt ?? Infinity,
      memory.lastNotifiedAtMs === null
        ? T0 + times.groupWaitMs
        : Math.max(now, memory.lastNotifiedAtMs + times.groupIntervalMs),
    );
  }
  flushUntil(now + 3_600_000, false);
  flushUntil(now + 3_600_000, false);
  return { told, members };
}

describe('over any history', () => {
  it('nobody is told the same state of an incident twice in a row', () => {
    fc.assert(
      fc.property(history, fc.boolean(), (steps, silences) => {
        const { told } = run(steps, silences);
        const byIncident = Map.groupBy(told, ({ id }) => id);
        for (const events of byIncident.values()) {
          const opens = events.filter(
            (event, index) => event.status === 'open' && events[index - 1]?.status === 'open',
          );
          expect(opens).toEqual([]);
        }
      }),
    );
  });

  it('the last word on each incident is how it ended, and nothing that is over stays behind', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { told, members } = run(steps, false);
        for (const [id, member] of members) {
          expect(member.notice.incident.status).toBe('open');
          expect(told.findLast((one) => one.id === id)?.status).toBe('open');
        }
        for (const id of new Set(told.map((one) => one.id)).difference(new Set(members.keys()))) {
          expect(told.findLast((one) => one.id === id)?.status).toBe('resolved');
        }
      }),
    );
  });

  it('whoever was told of a beginning is told of the end, silences or not', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { told, members } = run(steps, true);
        for (const id of new Set(told.map((one) => one.id))) {
          expect(told.findLast((one) => one.id === id)?.status).toBe(
            members.get(id)?.notice.incident.status ?? 'resolved',
          );
        }
      }),
    );
  });
});
