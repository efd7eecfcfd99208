// Looks at the ends of topics again and again: over kept connections, without waiting for records, and within 4 s.
import { Consumer, FetchIsolationLevels, ListOffsetTimestamps } from '@platformatic/kafka';
import type { BaseOptions } from '@platformatic/kafka';
import { EngineError } from '../engine-error.ts';
import type { ReadRecord } from './committed-records.ts';
import { fetchCommitted, skipExpired } from './fetch-committed.ts';
import type { Offsets } from './fetch-committed.ts';
import { callKafka, hasKafkaCode } from './kafka-error.ts';

const TIMEOUT_MS = 4000;
/** Brokers give at least one batch of a partition, whatever its size. */
const PARTITION_BYTES = 64 * 1024;
const FETCH_BYTES = 4 * 1024 * 1024;
const { READ_COMMITTED, READ_UNCOMMITTED } = FetchIsolationLevels;

export interface PartitionEnd {
  /** Behind the last record of committed transactions, and of none. */
  committed: bigint;
  /** Behind the last record of all. */
  written: bigint;
}

/** All calls throw EngineError kafka. */
export function openPartitionWatch(options: BaseOptions) {
  const consumer = new Consumer({
    ...options,
    // The group is never joined; the client only wants a name for it.
    groupId: 'millrace-watch',
    requestTimeout: 2000,
    retries: 1,
    retryDelay: 100,
  });
  const offsetsOf = async (topic: string, isolationLevel: number, timestamp: bigint): Promise<bigint[]> =>
    (await consumer.listOffsets({ topics: [topic], timestamp, isolationLevel })).get(topic) ?? [];

  const ends = async (topic: string): Promise<Map<number, PartitionEnd>> => {
    // Partitions may have been added: with what the client remembers, they would be missing for minutes.
    await consumer.metadata({ topics: [topic], forceUpdate: true });
    // One after the other: a transaction that is committed in between must not look open.
    const written = await offsetsOf(topic, READ_UNCOMMITTED, ListOffsetTimestamps.LATEST);
    const committed = await offsetsOf(topic, READ_COMMITTED, ListOffsetTimestamps.LATEST);
    return new Map(
      committed.map((end, partition) => [partition, { committed: end, written: written[partition] ?? 0n }]),
    );
  };

  const fetchOnce = (topic: string, offsets: Offsets): Promise<ReadRecord[]> =>
    fetchCommitted(consumer, {
      topic,
      offsets,
      maxWaitMs: 0,
      partitionBytes: PARTITION_BYTES,
      maxBytes: FETCH_BYTES,
    });

  const fetchFrom = async (topic: string, offsets: Offsets): Promise<ReadRecord[]> => {
    try {
      return await fetchOnce(topic, offsets);
    } catch (error) {
      if (!hasKafkaCode(error, 'OFFSET_OUT_OF_RANGE')) throw error;
      const start = await offsetsOf(topic, READ_COMMITTED, ListOffsetTimestamps.EARLIEST);
      skipExpired(offsets, new Map(start.entries()));
      return fetchOnce(topic, offsets);
    }
  };

  const call = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await callKafka(work, TIMEOUT_MS);
    } catch (error) {
      // A topic may be there again under its old name: what is known of it is not true any more.
      if (error instanceof EngineError && error.kind === 'not-found') consumer.clearMetadata();
      throw error;
    }
  };
  const inTurn = queue();

  return {
    /** Where each partition ends now. */
    ends: (topic: string) => call(() => ends(topic)),
    /** Some of the committed records from these offsets on; moves the offsets on. */
    fetch: (topic: string, offsets: Offsets) => inTurn(() => call(() => fetchFrom(topic, offsets))),
    close: async (): Promise<void> => consumer.close(),
  };
}

/** One at a time: the client keeps one fetch session with a broker (KIP-227), which fetches at once would break for each other. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
