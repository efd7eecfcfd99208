// An endless read: what is in a topic from a place on, and what comes, until its caller leaves.
import type { BaseOptions } from '@platformatic/kafka';
import type { ReadRecord } from './committed-records.ts';
import type { ReadFrom } from './read-records.ts';
import { openTopicReader } from './topic-reader.ts';
import type { Offsets } from './fetch-committed.ts';
import type { TopicReader } from './topic-reader.ts';

const FETCH_WAIT_MS = 500;

export interface TailRequest {
  topic: string;
  /** `latest`: what is written after this call has resolved. */
  from: ReadFrom;
  signal: AbortSignal;
}

/**
 * Resolves when the place is found; the records then come in batches (an empty one when nothing came for a while), those of a
 * partition in its order. Partitions that are added later are read too. Ends at most half a second after the signal.
 */
export async function openTail(
  options: BaseOptions,
  { topic, from, signal }: TailRequest,
): Promise<AsyncIterable<ReadRecord[]>> {
  const reader = openTopicReader(options, topic);
  try {
    const offsets = await startOf(reader, from);
    return follow(reader, offsets, signal);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function* follow(reader: TopicReader, offsets: Offsets, signal: AbortSignal): AsyncGenerator<ReadRecord[]> {
  try {
    while (!signal.aborted) {
      const count = await reader.partitions();
      for (let partition = offsets.size; partition < count; partition++) offsets.set(partition, 0n);
      yield await reader.fetch(offsets, FETCH_WAIT_MS);
    }
  } finally {
    await reader.close();
  }
}

function startOf(reader: TopicReader, from: ReadFrom): Promise<Offsets> {
  if (from === 'earliest') return reader.atStart();
  return from === 'latest' ? reader.atEnd() : reader.atTime(from);
}
