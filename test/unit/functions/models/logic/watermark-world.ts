// A small world for watermarks: partitions whose events are in order, a Druid that reads them and may fall back, observers whose
// clocks differ. It says what an observer sees, and what is true.
import fc from 'fast-check';
import type { KeptWatermark } from '#schemas/watermark.ts';
import { advanceWatermark } from '#functions/models/logic/advance-watermark.ts';
import type { PartitionSight } from '#functions/models/logic/advance-watermark.ts';

export const START_MS = Date.UTC(2026, 0, 1);
export const SEGMENT_MS = 3_600_000;

interface World {
  nowMs: number;
  logs: { times: number[]; position: number }[];
}
export interface Step {
  before: KeptWatermark | undefined;
  after: KeptWatermark;
  atMs: number;
  /** The event time of the oldest record that Druid has not read, over all partitions. */
  oldestUnreadMs: number;
}

const partition = fc.nat(2);
const command = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('produce' as const), partition, afterMs: fc.nat(5000) }), weight: 5 },
  {
    arbitrary: fc.record({ kind: fc.constant('read' as const), partition, count: fc.integer({ min: 1, max: 4 }) }),
    weight: 5,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('fall back' as const), partition, count: fc.integer({ min: 1, max: 3 }) }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('observe' as const),
      waitMs: fc.nat(12_000),
      skewMs: fc.constantFrom(0, 0, 0, -120_000, 120_000),
    }),
    weight: 6,
  },
);
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

/** Every observation of some history. */
export const history: fc.Arbitrary<Step[]> = fc.array(command, { minLength: 20, maxLength: 120 }).map(play);

function play(commands: Command[]): Step[] {
  const world: World = { nowMs: START_MS, logs: [0, 1, 2].map(() => ({ times: [], position: 0 })) };
  const steps: Step[] = [];
  for (const next of commands) {
    if (next.kind === 'observe') steps.push(observe(world, next, steps.at(-1)?.after));
    else change(world, next);
  }
  return steps;
}

function change({ logs, nowMs }: World, next: Exclude<Command, { kind: 'observe' }>): void {
  const log = logs[next.partition];
  if (log === undefined) return;
  if (next.kind === 'produce') log.times.push(Math.max(log.times.at(-1) ?? 0, nowMs - 20_000 + next.afterMs));
  if (next.kind === 'read') log.position = Math.min(log.times.length, log.position + next.count);
  if (next.kind === 'fall back') log.position = Math.max(0, log.position - next.count);
}

function observe(
  world: World,
  { waitMs, skewMs }: { waitMs: number; skewMs: number },
  before: KeptWatermark | undefined,
): Step {
  world.nowMs += waitMs;
  const atMs = world.nowMs + skewMs;
  const partitions = world.logs.map((log, index): PartitionSight => {
    const read = log.times.slice(0, log.position);
    return {
      partition: index,
      live: { position: BigInt(log.position), reader: 'reader' },
      end: BigInt(log.times.length),
      hasRecordsLeft: log.position < log.times.length,
      hasOpenRecords: false,
      scannedTo: BigInt(log.position),
      newestEventMs: read.at(-1) ?? null,
    };
  });
  const unread = world.logs.flatMap(({ times, position }) => times.slice(position, position + 1));
  const after = advanceWatermark(before, { atMs, segmentMs: SEGMENT_MS, isVisible: true, partitions });
  return { before, after, atMs, oldestUnreadMs: Math.min(Infinity, ...unread) };
}
