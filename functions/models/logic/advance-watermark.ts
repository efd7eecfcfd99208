// Advances a model's watermark by one observation. Pure: the time is an input.
import type { Awaited, KeptPartition, KeptWatermark } from '#schemas/watermark.ts';
import type { LivePosition } from './furthest-positions.ts';
import { isReadAgain, partitionState } from './partition-state.ts';

/**
 * Spans are added up in steps of the time between two observations, at most this: an observer whose clock is ahead cannot make a
 * partition idle or stalled at once, and neither can a pause of all observers.
 */
const LONGEST_STEP_MS = 5000;
/** Brokers hear of a segment that begins a moment after its first row is there, and plan queries of a new table a little later. */
const SETTLING_MS = 500;

/** One partition as Kafka and Druid show it at one time. */
export interface PartitionSight {
  partition: number;
  /** Null if no task of Druid says that it reads it. */
  live: LivePosition | null;
  /** Behind the last committed record. */
  end: bigint;
  /** Committed records at the position or behind it. */
  hasRecordsLeft: boolean;
  /** Records of a transaction that is not over. */
  hasOpenRecords: boolean;
  /** Up to where event times were looked at, now or before. */
  scannedTo: bigint | null;
  /** Of the records that were looked at now. */
  newestEventMs: number | null;
}

export interface Observation {
  /** When it began: what it saw may be newer. */
  atMs: number;
  segmentMs: number;
  /** Whether brokers know the model's table; true where it was not asked, as `isSettled` said so of what was kept. */
  isVisible: boolean;
  partitions: PartitionSight[];
}

/**
 * The watermark is the oldest of the partitions' newest events, without idle partitions; if all are idle it is the newest, since
 * nothing is left to read that could be older. It never goes back, and never passes the observer's clock.
 */
export function advanceWatermark(kept: KeptWatermark | undefined, observation: Observation): KeptWatermark {
  const { atMs } = observation;
  const stepMs = kept === undefined ? 0 : Math.min(Math.max(atMs - kept.observedAtMs, 0), LONGEST_STEP_MS);
  const keptBy = new Map(kept?.partitions.map((partition) => [partition.partition, partition]));
  const partitions = observation.partitions.map((sight) =>
    advancePartition(keptBy.get(sight.partition), sight, stepMs),
  );
  const settledMs = settledFor({ kept, partitions, observation, stepMs });
  const reached = settledMs < SETTLING_MS ? null : reachedBy(partitions);
  const hasCaughtUp = settledMs >= SETTLING_MS && isCaughtUp(partitions);
  return {
    watermarkMs: newer(kept?.watermarkMs ?? null, reached === null ? null : Math.min(reached, atMs)),
    caughtUpAtMs: hasCaughtUp ? atMs : notAfter(kept?.caughtUpAtMs ?? null, atMs),
    observedAtMs: atMs,
    settledMs,
    partitions,
  };
}

/** Whether queries see all that tasks have read, as far as is remembered. */
export const isSettled = (kept: KeptWatermark | undefined): boolean =>
  kept !== undefined && kept.settledMs >= SETTLING_MS;

function advancePartition(kept: KeptPartition | undefined, sight: PartitionSight, stepMs: number): KeptPartition {
  const awaits = awaitedBy(sight);
  const end = sight.end.toString();
  const position = sight.live?.position.toString() ?? kept?.position ?? null;
  const maxEventMs = newer(kept?.maxEventMs ?? null, sight.newestEventMs);
  const isStuck = kept !== undefined && kept.position === position && isStuckStill(kept, { awaits, end });
  const isQuiet = kept !== undefined && kept.maxEventMs === maxEventMs;
  return {
    partition: sight.partition,
    position,
    reader: sight.live?.reader ?? kept?.reader ?? null,
    end,
    scannedTo: furthest(kept?.scannedTo, sight.scannedTo),
    maxEventMs,
    awaits,
    stuckMs: isStuck ? kept.stuckMs + stepMs : 0,
    quietMs: isQuiet ? kept.quietMs + stepMs : 0,
  };
}

/** A task that ends with records left to read does not begin the span anew. */
function isStuckStill(kept: KeptPartition, { awaits, end }: { awaits: Awaited; end: string }): boolean {
  if (awaits === 'nothing') return false;
  if (awaits === 'commit') return kept.awaits === 'commit' && kept.end === end;
  return kept.awaits === 'records' || kept.awaits === 'task';
}

function awaitedBy({ live, end, hasRecordsLeft, hasOpenRecords }: PartitionSight): Awaited {
  if (live === null && end > 0n) return 'task';
  if (hasRecordsLeft) return 'records';
  return hasOpenRecords ? 'commit' : 'nothing';
}

/** Null where the watermark must stay: rows may be missing from queries, or a partition's first events are still to be read. */
function reachedBy(partitions: KeptPartition[]): number | null {
  if (partitions.some((partition) => partition.awaits === 'task' || isReadAgain(partition))) return null;
  const holding = partitions.filter((partition) => partitionState(partition) !== 'idle');
  if (holding.length === 0)
    return partitions.reduce<number | null>((sum, { maxEventMs }) => newer(sum, maxEventMs), null);
  const times = holding.map(({ maxEventMs }) => maxEventMs ?? -Infinity);
  const oldest = Math.min(...times);
  return oldest === -Infinity ? null : oldest;
}

const isCaughtUp = (partitions: KeptPartition[]): boolean =>
  partitions.every((partition) => partition.awaits === 'nothing' && !isReadAgain(partition));

/**
 * A partition begins a segment when its events reach a new interval, and when another reader adds them. While a backlog passes an
 * interval at each observation the watermark stays where it is.
 */
function settledFor({
  kept,
  partitions,
  observation: { segmentMs, isVisible },
  stepMs,
}: {
  kept: KeptWatermark | undefined;
  partitions: KeptPartition[];
  observation: Observation;
  stepMs: number;
}): number {
  const withEvents = partitions.filter(({ maxEventMs }) => maxEventMs !== null);
  if (withEvents.length > 0 && !isVisible) return 0;
  if (kept === undefined) return SETTLING_MS;
  const keptBy = new Map(kept.partitions.map((partition) => [partition.partition, partition]));
  const hasBegun = withEvents.some(({ partition, reader, maxEventMs }) => {
    const before = keptBy.get(partition);
    return before?.reader !== reader || segmentOf(before.maxEventMs, segmentMs) !== segmentOf(maxEventMs, segmentMs);
  });
  return hasBegun || partitions.some(isReadAgain) ? 0 : kept.settledMs + stepMs;
}

const segmentOf = (ms: number | null, segmentMs: number) => (ms === null ? null : Math.floor(ms / segmentMs));

function newer(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

const notAfter = (ms: number | null, limit: number) => (ms === null ? null : Math.min(ms, limit));

function furthest(kept: string | null | undefined, seen: bigint | null): string | null {
  if (seen === null) return kept ?? null;
  return kept === null || kept === undefined || BigInt(kept) < seen ? seen.toString() : kept;
}
