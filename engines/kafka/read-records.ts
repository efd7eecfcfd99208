// A bounded read: what is in a topic now, from a place on, at most so many records.
import type { BaseOptions } from '@platformatic/kafka';
import { EngineError } from '../engine-error.ts';
import type { ReadRecord } from './committed-records.ts';
import { openTopicReader } from './topic-reader.ts';
import type { Offsets } from './fetch-committed.ts';
import type { TopicReader } from './topic-reader.ts';

const TIMEOUT_MS = 10_000;
const FETCH_WAIT_MS = 200;
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/** A time is when the record was written, not when its event happened. */
export type ReadFrom = 'earliest' | 'latest' | Date;

export interface ReadRequest {
  topic: string;
  /** `latest`: the newest records. */
  from: ReadFrom;
  limit: number;
}

/**
 * The records in the order in which they were written, as far as their timestamps tell over partitions.
 * @throws EngineError kafka: `rejected` if they have more than 64 MiB together, `timeout` after 10 s
 */
export async function readRecords(options: BaseOptions, { topic, from, limit }: ReadRequest): Promise<ReadRecord[]> {
  const reader = openTopicReader(options, topic);
  const deadline = Date.now() + TIMEOUT_MS;
  try {
    const end = await reader.atEnd();
    if (from === 'latest') return await readNewest({ reader, end, limit, deadline });
    const start = from === 'earliest' ? await reader.atStart() : await reader.atTime(from);
    const records = await readBetween({ reader, start, end, limit, deadline });
    return records.toSorted(byTime).slice(0, limit);
  } finally {
    await reader.close();
  }
}

interface Bounds {
  reader: TopicReader;
  end: Offsets;
  limit: number;
  deadline: number;
}

/** Offsets have gaps (compaction, transactions), so it looks further back until each partition gave enough. */
async function readNewest({ reader, end, limit, deadline }: Bounds): Promise<ReadRecord[]> {
  const first = await reader.atStart();
  for (let distance = BigInt(limit); ; distance *= 4n) {
    const start: Offsets = new Map(
      [...end].map(([partition, last]) => [partition, larger(first.get(partition) ?? 0n, last - distance)]),
    );
    const records = await readBetween({ reader, start, end, limit: Infinity, deadline });
    const found = Map.groupBy(records, ({ partition }) => partition);
    const isEnough = [...start].every(
      ([partition, offset]) => offset === (first.get(partition) ?? 0n) || (found.get(partition)?.length ?? 0) >= limit,
    );
    if (isEnough) return records.toSorted(byTime).slice(-limit);
  }
}

/** At most so many records of each partition, in a partition's order. */
async function readBetween({
  reader,
  start,
  end,
  limit,
  deadline,
}: Bounds & { start: Offsets }): Promise<ReadRecord[]> {
  const found = new Map<number, ReadRecord[]>();
  const pending: Offsets = new Map(start);
  let bytes = 0;
  for (;;) {
    for (const [partition, offset] of pending) {
      const isFull = (found.get(partition)?.length ?? 0) >= limit;
      if (isFull || offset >= (end.get(partition) ?? 0n)) pending.delete(partition);
    }
    if (pending.size === 0) return [...found.values()].flat();
    if (Date.now() > deadline) throw new EngineError('kafka', 'timeout', 'the records could not be read in time');
    for (const record of await reader.fetch(pending, FETCH_WAIT_MS)) {
      const ofPartition = found.get(record.partition) ?? [];
      found.set(record.partition, ofPartition);
      if (ofPartition.length >= limit || record.offset >= (end.get(record.partition) ?? 0n)) continue;
      ofPartition.push(record);
      bytes += record.value?.length ?? 0;
      if (bytes > LARGEST_ANSWER_BYTES) throw new EngineError('kafka', 'rejected', 'the records have more than 64 MiB');
    }
  }
}

const larger = (one: bigint, other: bigint) => (one > other ? one : other);

function byTime(one: ReadRecord, other: ReadRecord): number {
  return one.timestampMs - other.timestampMs || one.partition - other.partition || Number(one.offset - other.offset);
}
