// Writes records, idempotently and acknowledged by all replicas. One request is under way at a time; what arrives meanwhile
// goes together with the next one, so many small callers cost as little as one large one.
import { Producer, compatibilityPartitioner } from '@platformatic/kafka';
import type { BaseOptions } from '@platformatic/kafka';
import { EngineError } from '../engine-error.ts';
import { callKafka } from './kafka-error.ts';

/** A batch may have 1 MiB (max.message.bytes); a request is at most one batch a partition. */
const REQUEST_BYTES = 900_000;
const RECORD_OVERHEAD_BYTES = 80;
const ACKS_ALL = -1;

export interface OutgoingRecord {
  topic: string;
  key: Buffer | undefined;
  value: Buffer;
}

export interface Position {
  partition: number;
  offset: bigint;
}

interface Job {
  records: PlacedRecord[];
  bytes: number;
  resolve: (positions: Position[]) => void;
  reject: (error: unknown) => void;
}
type PlacedRecord = OutgoingRecord & { partition: number };

export function openProducer(options: BaseOptions) {
  const producer = new Producer({ ...options, idempotent: true, acks: ACKS_ALL });
  const waiting: Job[] = [];
  let isSending = false;
  let nextPartition = 0;

  /** The partition that Java's default gives a key, so that equal keys meet wherever they were written; without a key in turn. */
  const place = async (records: OutgoingRecord[]): Promise<PlacedRecord[]> => {
    const { topics } = await producer.metadata({ topics: [...new Set(records.map(({ topic }) => topic))] });
    return records.map((record) => {
      const count = topics.get(record.topic)?.partitionsCount ?? 1;
      const number = record.key === undefined ? nextPartition++ : compatibilityPartitioner(record, record.key);
      return { ...record, partition: number % count };
    });
  };

  const sendWaiting = async (): Promise<void> => {
    isSending = true;
    while (waiting.length > 0) {
      const jobs = takeJobs(waiting);
      const records = jobs.flatMap((job) => job.records);
      try {
        const { offsets = [] } = await callKafka(() => producer.send({ messages: records.map(toMessage) }));
        const positions = positionsOf(records, offsets);
        let from = 0;
        for (const job of jobs) job.resolve(positions.slice(from, (from += job.records.length)));
      } catch (error) {
        for (const job of jobs) job.reject(error);
      }
    }
    isSending = false;
  };

  const enqueue = (records: PlacedRecord[]): Promise<Position[]> =>
    new Promise((resolve, reject) => {
      waiting.push({ records, bytes: records.reduce((sum, record) => sum + bytesOf(record), 0), resolve, reject });
      if (!isSending) void sendWaiting();
    });

  return {
    /**
     * Resolves when all records are acknowledged, with where each of them is. If it fails, some of them may have been written.
     * @throws EngineError kafka
     */
    send: async (records: OutgoingRecord[]): Promise<Position[]> => {
      const positions: Position[][] = [];
      try {
        for (const part of splitBySize(await callKafka(() => place(records)))) positions.push(await enqueue(part));
      } catch (error) {
        // A topic may be there again under its old name: what is known of it is not true any more.
        if (error instanceof EngineError && error.kind === 'not-found') producer.clearMetadata();
        throw error;
      }
      return positions.flat();
    },
    /** Looks at the topics again before it writes the next records. */
    forgetTopics: (): void => producer.clearMetadata(),
    close: async (): Promise<void> => producer.close(),
  };
}

const bytesOf = ({ key, value }: OutgoingRecord) => (key?.length ?? 0) + value.length + RECORD_OVERHEAD_BYTES;

const toMessage = ({ topic, partition, key, value }: PlacedRecord) => ({
  topic,
  partition,
  value,
  ...(key === undefined ? {} : { key }),
});

/** Parts of at most REQUEST_BYTES; a larger record is a part of its own. */
export function splitBySize<Sized extends OutgoingRecord>(records: Sized[]): Sized[][] {
  const parts: Sized[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    bytes += bytesOf(record);
    if (bytes > REQUEST_BYTES) {
      parts.push([]);
      bytes = bytesOf(record);
    }
    parts.at(-1)?.push(record);
  }
  return parts;
}

/** Takes the first jobs that fit into a request together; at least one. */
function takeJobs(waiting: Job[]): Job[] {
  let bytes = 0;
  const end = waiting.findIndex((job, index) => (bytes += job.bytes) > REQUEST_BYTES && index > 0);
  return waiting.splice(0, end === -1 ? waiting.length : end);
}

/** Kafka answers with the first offset of each partition; a partition's records follow in the order in which they were sent. */
function positionsOf(
  records: PlacedRecord[],
  firsts: { topic: string; partition: number; offset: bigint }[],
): Position[] {
  const next = new Map(firsts.map(({ topic, partition, offset }) => [`${topic}:${partition}`, offset]));
  return records.map(({ topic, partition }) => {
    const key = `${topic}:${partition}`;
    const offset = next.get(key) ?? -1n;
    next.set(key, offset + 1n);
    return { partition, offset };
  });
}
