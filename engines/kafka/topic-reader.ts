// Reads a topic from offsets that its caller keeps: no consumer group, nothing left behind on the brokers. It has connections of
// its own, because a broker answers one request of a connection at a time and a fetch may wait.
import { Consumer, FetchIsolationLevels, ListOffsetTimestamps } from '@platformatic/kafka';
import type { BaseOptions, ClusterMetadata } from '@platformatic/kafka';
import { EngineError } from '../engine-error.ts';
import { committedRecords } from './committed-records.ts';
import type { ReadRecord } from './committed-records.ts';
import { callKafka, hasKafkaCode } from './kafka-error.ts';

const PARTITION_BYTES = 1024 * 1024;
const FETCH_BYTES = 8 * 1024 * 1024;
const isolationLevel = FetchIsolationLevels.READ_COMMITTED;

/** The next offset of each partition. */
export type Offsets = Map<number, bigint>;
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

  const fetchFrom = async (offsets: Offsets, maxWaitMs: number): Promise<ReadRecord[]> => {
    const metadata = await consumer.metadata({ topics: [topic] });
    const requests = requestsByLeader(metadata, { topic, offsets });
    const answers = await Promise.all(
      requests.map(({ node, topics }) =>
        consumer.fetch({ node, topics, maxWaitTime: maxWaitMs, minBytes: 1, maxBytes: FETCH_BYTES, isolationLevel }),
      ),
    );
    return answers
      .flatMap(({ responses }) => responses.flatMap(({ partitions }) => partitions))
      .flatMap((partition) => {
        const from = offsets.get(partition.partitionIndex);
        if (from === undefined) return [];
        const { records, next } = committedRecords(partition, from);
        offsets.set(partition.partitionIndex, next);
        return records;
      });
  };

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

/** Retention may remove records between two fetches. */
export function skipExpired(offsets: Offsets, start: Offsets): void {
  for (const [partition, offset] of offsets) {
    const first = start.get(partition) ?? 0n;
    if (offset < first) offsets.set(partition, first);
  }
}

/** One request for each broker that leads some of the partitions. */
export function requestsByLeader(
  metadata: ClusterMetadata,
  { topic, offsets, partitionBytes = PARTITION_BYTES }: { topic: string; offsets: Offsets; partitionBytes?: number },
) {
  const found = metadata.topics.get(topic);
  if (found === undefined) throw new EngineError('kafka', 'not-found', `there is no topic "${topic}"`);
  const wanted = [...offsets].map(([partition, fetchOffset]) => ({
    node: found.partitions[partition]?.leader ?? -1,
    request: {
      partition,
      fetchOffset,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
      partitionMaxBytes: partitionBytes,
    },
  }));
  return [...Map.groupBy(wanted, ({ node }) => node)].map(([node, partitions]) => ({
    node,
    topics: [{ topicId: found.id, partitions: partitions.map(({ request }) => request) }],
  }));
}
