// One fetch of committed records from offsets that the caller keeps: a request for each broker that leads some of the partitions.
import { FetchIsolationLevels } from '@platformatic/kafka';
import type { ClusterMetadata, Consumer } from '@platformatic/kafka';
import { EngineError } from '../engine-error.ts';
import { committedRecords } from './committed-records.ts';
import type { ReadRecord } from './committed-records.ts';

/** The next offset of each partition. */
export type Offsets = Map<number, bigint>;

export interface CommittedFetch {
  topic: string;
  /** They are moved on. */
  offsets: Offsets;
  /** How long a broker may wait for a first record; 0 for not at all. */
  maxWaitMs: number;
  partitionBytes: number;
  maxBytes: number;
}

/** @throws EngineError kafka not-found; what the client throws */
export async function fetchCommitted(consumer: Consumer, fetched: CommittedFetch): Promise<ReadRecord[]> {
  const { topic, offsets, maxWaitMs, maxBytes } = fetched;
  const requests = requestsByLeader(await consumer.metadata({ topics: [topic] }), fetched);
  const answers = await Promise.all(
    requests.map(({ node, topics }) =>
      consumer.fetch({
        node,
        topics,
        maxWaitTime: maxWaitMs,
        minBytes: maxWaitMs === 0 ? 0 : 1,
        maxBytes,
        isolationLevel: FetchIsolationLevels.READ_COMMITTED,
      }),
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
}

function requestsByLeader(metadata: ClusterMetadata, { topic, offsets, partitionBytes }: CommittedFetch) {
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

/** Retention may remove records between two fetches. */
export function skipExpired(offsets: Offsets, start: Offsets): void {
  for (const [partition, offset] of offsets) {
    const first = start.get(partition) ?? 0n;
    if (offset < first) offsets.set(partition, first);
  }
}
