import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeptWatermark } from '#schemas/watermark.ts';
import { advanceWatermark, isSettled } from '#functions/models/logic/advance-watermark.ts';
import type { PartitionSight } from '#functions/models/logic/advance-watermark.ts';
import { describeWatermark } from '#functions/models/logic/describe-watermark.ts';
import { partitionState } from '#functions/models/logic/partition-state.ts';
import { SEGMENT_MS, START_MS, history } from './watermark-world.ts';
import type { Step } from './watermark-world.ts';

const NEVER = -Infinity;
const watermarkOf = (kept: KeptWatermark | undefined) => kept?.watermarkMs ?? NEVER;
const hasAdvanced = ({ before, after }: Step) => watermarkOf(after) > watermarkOf(before);
const caughtUpAt = (kept: KeptWatermark | undefined) => kept?.caughtUpAtMs ?? NEVER;
const isAllIdle = (kept: KeptWatermark) =>
  kept.settledMs >= 500 && kept.partitions.every((partition) => partitionState(partition) === 'idle');
const newestOf = ({ partitions }: KeptWatermark) =>
  Math.max(...partitions.map(({ maxEventMs }) => maxEventMs ?? NEVER));

/** A partition that is read to its end, its newest event `atS` seconds after the start; or as `changes` say. */
function sight(partition: number, atS: number | null, changes: Partial<PartitionSight> = {}): PartitionSight {
  return {
    partition,
    live: { position: 100n, reader: 'one' },
    end: 100n,
    hasRecordsLeft: false,
    hasOpenRecords: false,
    scannedTo: 100n,
    newestEventMs: atS === null ? null : START_MS + atS * 1000,
    ...changes,
  };
}

/** Observes the same once a second, `seconds` times, from a minute after the start on. */
function observeFor(seconds: number, partitions: PartitionSight[], kept?: KeptWatermark): KeptWatermark {
  const firstMs = kept === undefined ? START_MS + 60_000 : kept.observedAtMs + 1000;
  const times = Array.from({ length: seconds }, (_, index) => firstMs + index * 1000);
  const last = times.reduce<KeptWatermark | undefined>(
    (before, atMs) => advanceWatermark(before, { atMs, segmentMs: SEGMENT_MS, isVisible: true, partitions }),
    kept,
  );
  if (last === undefined) throw new Error('nothing was observed');
  return last;
}

const secondsOf = ({ watermarkMs }: KeptWatermark) => (watermarkMs === null ? null : (watermarkMs - START_MS) / 1000);
const statesOf = (kept: KeptWatermark) => describeWatermark('m', kept).partitions.map(({ state }) => state);
const staleReasonOf = (kept: KeptWatermark) => describeWatermark('m', kept).staleReason;
const left = { live: { position: 100n, reader: 'one' }, end: 150n, hasRecordsLeft: true };

/** No history holds a step of this kind. */
const never = (isBroken: (step: Step) => boolean) =>
  fc.assert(
    fc.property(history, (steps) => {
      expect(steps.filter(isBroken)).toEqual([]);
    }),
    { numRuns: 500 },
  );

describe('whatever is produced, read, read again and observed by whatever clock', () => {
  test('the watermark never goes back', () => {
    expect.hasAssertions();
    never(({ before, after }) => watermarkOf(after) < watermarkOf(before));
  });

  test('the watermark never moves past an event that is still to be read', () => {
    expect.hasAssertions();
    never((step) => hasAdvanced(step) && watermarkOf(step.after) > step.oldestUnreadMs);
  });

  test("the watermark never moves past the observer's clock", () => {
    expect.hasAssertions();
    never((step) => hasAdvanced(step) && watermarkOf(step.after) > step.atMs);
  });

  test('the watermark is never held by idle partitions alone', () => {
    expect.hasAssertions();
    never(({ after, atMs }) => isAllIdle(after) && watermarkOf(after) < Math.min(newestOf(after), atMs));
  });

  test('it is never caught up with something left to read', () => {
    expect.hasAssertions();
    never(({ before, after, oldestUnreadMs }) => caughtUpAt(after) > caughtUpAt(before) && oldestUnreadMs < Infinity);
  });
});

describe('the watermark', () => {
  test('is the oldest of the newest events of the partitions that move', () => {
    expect(secondsOf(observeFor(1, [sight(0, 30), sight(1, 20), sight(2, 40)]))).toBe(20);
  });

  test('is held by a partition whose first records are still to be read', () => {
    expect(secondsOf(observeFor(40, [sight(0, 30), sight(1, null, left)]))).toBeNull();
  });

  test('is not held by a partition that is idle', () => {
    const early = observeFor(3, [sight(0, 30), sight(1, 20)]);
    const moved = observeFor(7, [sight(0, 31), sight(1, 20)], early);
    expect(secondsOf(moved)).toBe(20);
    const later = observeFor(1, [sight(0, 32), sight(1, 20)], moved);
    expect(statesOf(later)).toEqual(['active', 'idle']);
    expect(secondsOf(later)).toBe(32);
  });

  test('is the newest event of all once every partition is read and idle', () => {
    expect(secondsOf(observeFor(11, [sight(0, 30), sight(1, 20), sight(2, null)]))).toBe(30);
  });

  test('stays where it is when an idle partition comes back with older events', () => {
    const idle = observeFor(11, [sight(0, 30), sight(1, 20)]);
    const back = observeFor(1, [sight(0, 33), sight(1, 25)], idle);
    expect(statesOf(back)).toEqual(['active', 'active']);
    expect(secondsOf(back)).toBe(30);
  });

  test('is not held by a partition that gets nothing but records without an event time', () => {
    const early = observeFor(1, [sight(0, 20), sight(1, 20)]);
    const broken = [100n, 110n, 120n].reduce(
      (kept, end) =>
        observeFor(
          4,
          [sight(0, 30), sight(1, null, { end, live: { position: end, reader: 'one' }, scannedTo: end })],
          kept,
        ),
      early,
    );
    expect(secondsOf(broken)).toBe(30);
  });

  test('is held by a stalled partition, and stale', () => {
    const before = observeFor(1, [sight(0, 20), sight(1, 20)]);
    const moving = observeFor(30, [sight(0, 50), sight(1, 20, left)], before);
    expect(staleReasonOf(moving)).toBeNull();
    const stalled = observeFor(1, [sight(0, 51), sight(1, 20, left)], moving);
    expect(statesOf(stalled)).toEqual(['active', 'stalled']);
    expect(staleReasonOf(stalled)).toBe(
      'partition 1 has records to read up to offset 150, and Druid has stood at 100 for 30 s',
    );
    expect(secondsOf(stalled)).toBe(20);
  });

  test('is held by an open transaction, and stale after 5 minutes of it', () => {
    const open = { hasOpenRecords: true };
    const waiting = observeFor(300, [sight(0, 50), sight(1, 20, open)]);
    expect(secondsOf(waiting)).toBe(20);
    expect(staleReasonOf(waiting)).toBeNull();
    const stuck = observeFor(1, [sight(0, 51), sight(1, 20, open)], waiting);
    expect(staleReasonOf(stuck)).toBe('partition 1 has had an open transaction at offset 100 for 300 s');
  });

  test('is held where no task reads a partition, and stale after 30 s', () => {
    const before = observeFor(1, [sight(0, 20), sight(1, 20)]);
    const unread = observeFor(31, [sight(0, 50), sight(1, null, { live: null, scannedTo: null })], before);
    expect(secondsOf(unread)).toBe(20);
    expect(staleReasonOf(unread)).toBe('partition 1 has not been read by any task of Druid for 30 s');
  });

  test('is stale 30 s after a partition stood still, though its task ended meanwhile', () => {
    const reading = observeFor(16, [sight(0, 20, left)]);
    const ended = observeFor(15, [sight(0, null, { ...left, live: null, scannedTo: null })], reading);
    expect(staleReasonOf(ended)).toBe('partition 0 has not been read by any task of Druid for 30 s');
  });

  test('is held and stale while Druid reads again what queries had seen', () => {
    const before = observeFor(1, [sight(0, 20), sight(1, 20)]);
    const again = { live: { position: 60n, reader: 'two' }, hasRecordsLeft: true, scannedTo: 60n };
    const fallen = observeFor(1, [sight(0, 50), sight(1, 10, again)], before);
    expect(secondsOf(fallen)).toBe(20);
    expect(staleReasonOf(fallen)).toBe(
      'partition 1 is read again after a failure: from offset 60 to 100 rows are missing',
    );
    const restored = observeFor(2, [sight(0, 50), sight(1, 25, { live: { position: 100n, reader: 'two' } })], fallen);
    expect(staleReasonOf(restored)).toBeNull();
    expect(secondsOf(restored)).toBe(25);
  });

  test('waits a moment where events begin a segment, since brokers hear of it a little later', () => {
    const before = observeFor(1, [sight(0, 20)]);
    const begun = observeFor(1, [sight(0, 30, { live: { position: 101n, reader: 'two' }, scannedTo: 101n })], before);
    expect(secondsOf(begun)).toBe(20);
    expect(begun.caughtUpAtMs).toBe(before.caughtUpAtMs);
    const settled = observeFor(1, [sight(0, 30, { live: { position: 101n, reader: 'two' } })], begun);
    expect(secondsOf(settled)).toBe(30);
  });

  test('waits until brokers know the table, which is new or was lost with its only task', () => {
    const partitions = [sight(0, 20)];
    const look = (kept: KeptWatermark | undefined, isVisible: boolean) => {
      const atMs = (kept?.observedAtMs ?? START_MS + 60_000) + 1000;
      return advanceWatermark(kept, { atMs, segmentMs: SEGMENT_MS, isVisible, partitions });
    };
    const hidden = look(look(undefined, false), false);
    expect([hidden.watermarkMs, hidden.caughtUpAtMs, isSettled(hidden)]).toEqual([null, null, false]);
    const visible = look(hidden, true);
    expect(secondsOf(visible)).toBe(20);
    expect(isSettled(visible)).toBe(true);
  });

  test("is the observer's time where events are a little ahead of it, until that has come", () => {
    const ahead = observeFor(1, [sight(0, 61)]);
    expect(secondsOf(ahead)).toBe(60);
    expect(secondsOf(observeFor(1, [sight(0, 61)], ahead))).toBe(61);
  });

  test('is not thrown by a clock that is ahead, or by a pause of all observers', () => {
    const before = observeFor(1, [sight(0, 20), sight(1, 30)]);
    const partitions = [sight(0, 20), sight(1, 40)];
    const jumped = advanceWatermark(before, {
      atMs: before.observedAtMs + 3_600_000,
      segmentMs: SEGMENT_MS,
      isVisible: true,
      partitions,
    });
    expect(statesOf(jumped)).toEqual(['active', 'active']);
    expect(secondsOf(jumped)).toBe(20);
  });

  test('is stale when nothing at all has come for 5 minutes', () => {
    const quiet = observeFor(300, [sight(0, 30), sight(1, null)]);
    expect(staleReasonOf(quiet)).toBeNull();
    expect(staleReasonOf(observeFor(1, [sight(0, 30), sight(1, null)], quiet))).toBe(
      'no new event has come for 5 minutes',
    );
  });

  test('says when it was caught up last', () => {
    const caughtUp = observeFor(1, [sight(0, 20)]);
    expect(caughtUp.caughtUpAtMs).toBe(caughtUp.observedAtMs);
    const behind = observeFor(3, [sight(0, 20, left)], caughtUp);
    expect(behind.caughtUpAtMs).toBe(caughtUp.observedAtMs);
  });
});
