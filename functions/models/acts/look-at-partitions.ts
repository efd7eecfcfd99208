// What Kafka holds just before and behind the positions of Druid, partition by partition.
import type { Cluster } from '#engines/kafka/kafka.ts';
import type { PartitionSight } from '../logic/advance-watermark.ts';
import type { LivePosition } from '../logic/furthest-positions.ts';
import { newestEventTime } from '../logic/newest-event-time.ts';

/** So many of the newest offsets before a position are looked at. */
const TAIL = 100n;
/** Large records come in several answers; what is not read of a tail then is looked at the next time. */
const MOST_FETCHES = 3;

type Watch = Cluster['watch'];
type Ends = Awaited<ReturnType<Watch['ends']>>;
type ReadRecord = Awaited<ReturnType<Watch['fetch']>>[number];

export interface Look {
  watch: Watch;
  topic: string;
  ends: Ends;
  live: Map<number, LivePosition>;
  /** Up to where event times were looked at before. */
  scannedTo: Map<number, bigint>;
  timeColumn: string;
  /** Event times after it do not count. */
  latestMs: number;
}

export async function lookAtPartitions(look: Look): Promise<PartitionSight[]> {
  const next = new Map(
    [...look.live].map(([partition, { position }]) => [partition, startOf(position, look.scannedTo.get(partition))]),
  );
  const records = await fetchUnknown(look, next);
  return [...look.ends].map(([partition, { committed, written }]) => {
    const live = look.live.get(partition) ?? null;
    const found = records.get(partition) ?? [];
    const read = next.get(partition) ?? committed;
    const before = found.filter(({ offset }) => live !== null && offset < live.position);
    return {
      partition,
      live,
      end: committed,
      hasRecordsLeft: read < committed || found.length > before.length,
      hasOpenRecords: written > committed,
      scannedTo: live === null ? null : smaller(read, live.position),
      newestEventMs: newestEventTime(
        before.map(({ value }) => value),
        look,
      ),
    };
  });
}

/** Its tail, or what of it was not looked at before. */
function startOf(position: bigint, scannedTo = 0n): bigint {
  const tail = position > TAIL ? position - TAIL : 0n;
  return smaller(position, scannedTo > tail ? scannedTo : tail);
}

/**
 * Reads each partition up to its position, then on to its end or to one record: what is left may be nothing but the marks of
 * transactions. Moves `next` on.
 */
async function fetchUnknown({ watch, topic, ends, live }: Look, next: Map<number, bigint>) {
  const found = new Map<number, ReadRecord[]>();
  const isKnown = (partition: number, offset: bigint) => {
    const position = live.get(partition)?.position ?? 0n;
    const end = ends.get(partition)?.committed ?? 0n;
    const hasMore = found.get(partition)?.some((record) => record.offset >= position) ?? false;
    return hasMore || (offset >= position && offset >= end);
  };
  for (let fetches = 0; fetches < MOST_FETCHES; fetches++) {
    const unknown = new Map([...next].filter(([partition, offset]) => !isKnown(partition, offset)));
    if (unknown.size === 0) break;
    for (const record of await watch.fetch(topic, unknown)) {
      found.set(record.partition, [...(found.get(record.partition) ?? []), record]);
    }
    for (const [partition, offset] of unknown) next.set(partition, offset);
  }
  return found;
}

const smaller = (one: bigint, other: bigint) => (one < other ? one : other);
