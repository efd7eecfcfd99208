// Reads a topic from offsets that its caller keeps: no consumer group, nothing left behind on the brokers. It has connections of
// its own, because a broker answers one request of a connection at a time and a fetch may wait.
import { Consumer, FetchIsolationLevels, ListOffsetTimestamps } from '@platformatic/kafka';
import type { BaseOptions } from '@platformatic/kafka';
import type { ReadRecord } from './committed-records.ts';
import { fetchCommitted, skipExpired } from './fetch-committed.ts';
import type { Offsets } from './fetch-committed.ts';
import { callKafka, hasKafkaCode } from './kafka-error.ts';

const PARTITION_BYTES = 1024 * 1024;
const FETCH_BYTES = 8 * 1024 * 1024;
const isolationLevel = FetchIsolationLevels.READ_COMMITTED;

export type TopicReader = ReturnType<typeof openTopicReader>;

/** All calls throw EngineError kafka. */
export function openTopicReader(options: BaseOptions, topic: string) {
  // The group is never joined; the client only wants a name for it.
  const consumer = new Consumer({ ...options, groupId: 'millrace-reader' });

  const offsetsAt = async (timestamp: bigint): Promise<Offsets> => {
    const offsets = await consumer.listOffsets({ topics: [topic], timestamp, isolationLevel });
    return new Map((offsets.get(topic) ?? []).entries());
  };
  const atEnd = () => offsetsAt(ListOffsetTimestamps.LATEST);
  const atStart = () => offsetsAt(ListOffsetTimestamps.EARLIEST);

  const fetchFrom = (offsets: Offsets, maxWaitMs: number): Promise<ReadRecord[]> =>
    fetchCommitted(consumer, {
      topic,
      offsets,
      maxWaitMs,
      partitionBytes: PARTITION_BYTES,
      maxBytes: FETCH_BYTES,
    });

  return {
    atEnd: () => callKafka(atEnd),
    atStart: () => callKafka(atStart),
    /** The first records that were written at this time or later; the end where there is none. */
    atTime: (time: Date) =>
      callKafka(async (): Promise<Offsets> => {
        const end = await atEnd();
        const found = await offsetsAt(BigInt(time.getTime()));
        return new Map([...end].map(([partition, last]) => [partition, atLeastZero(found.get(partition)) ?? last]));
      }),
    /** The partitions that the topic has now. */
    partitions: () =>
      callKafka(async () => {
        const { topics } = await consumer.metadata({ topics: [topic] });
        return topics.get(topic)?.partitionsCount ?? 0;
      }),
    /** What there is from these offsets on, or came within the wait; moves the offsets on. */
    fetch: (offsets: Offsets, maxWaitMs: number) =>
      callKafka(async () => {
        try {
          return await fetchFrom(offsets, maxWaitMs);
        } catch (error) {
          if (!hasKafkaCode(error, 'OFFSET_OUT_OF_RANGE')) throw error;
          skipExpired(offsets, await atStart());
          return [];
        }
      }),
    close: async (): Promise<void> => consumer.close(),
  };
}

const atLeastZero = (offset: bigint | undefined) => (offset === undefined || offset < 0n ? undefined : offset);
