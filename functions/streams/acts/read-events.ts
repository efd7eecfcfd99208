// What is in a stream, or in its dead letters or late records: a bounded read, and an endless one.
import type { StreamRecord } from '#schemas/stream.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { ReadFrom } from '#engines/kafka/read-records.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { toStreamRecord } from '../logic/to-stream-record.ts';
import { getStream } from './get-stream.ts';

export interface EventsRequest {
  stream: string;
  /** The stream's own topic, or that of its dead letters or late records. */
  topic: string;
  from: ReadFrom;
}

/**
 * At most so many records in the order in which they were written; `latest` means the newest ones.
 * @throws PlatformError definition.not-found, request.invalid if they are too large together; EngineError kafka
 */
export async function readEvents(
  context: Context,
  { stream, topic, from, limit }: EventsRequest & { limit: number },
): Promise<StreamRecord[]> {
  const cluster = await context.kafka.cluster((await getStream(context, stream)).cluster);
  try {
    return (await cluster.read({ topic, from, limit })).map(toStreamRecord);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'rejected') throw error;
    const errors = [{ pointer: '/limit', reason: `${error.message}; ask for fewer` }];
    throw new PlatformError('request.invalid', error.message, { errors, cause: error });
  }
}

/**
 * Resolves when the place is found; then records come in batches, empty ones when nothing came for half a second.
 * @throws PlatformError definition.not-found; EngineError kafka
 */
export async function tailEvents(
  context: Context,
  { stream, topic, from, signal }: EventsRequest & { signal: AbortSignal },
): Promise<AsyncIterable<StreamRecord[]>> {
  const cluster = await context.kafka.cluster((await getStream(context, stream)).cluster);
  const batches = await cluster.tail({ topic, from, signal });
  return toRecords(batches);
}

async function* toRecords(batches: AsyncIterable<Parameters<typeof toStreamRecord>[0][]>) {
  for await (const batch of batches) yield batch.map(toStreamRecord);
}
