// Takes events in: good records go to the stream as the bytes that came, bad ones to its dead-letter stream with their reason.
// Nothing is acknowledged before Kafka has all of it; after a 5xx some records may be there, so a repetition can double them.
import { topicsOf } from '#schemas/stream.ts';
import type { DeadLetter, IngestResult, RecordResult, StoredStream } from '#schemas/stream.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { OutgoingRecord, Position } from '#engines/kafka/producer.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { judgeRecord } from '../logic/judge-record.ts';
import type { Verdict } from '../logic/judge-record.ts';
import { readBody } from '../logic/read-body.ts';
import type { EventsBody } from '../logic/read-body.ts';
import { getStream } from './get-stream.ts';
import type { KnownStream } from './known-streams.ts';

/** @throws PlatformError request.too-large, request.unsupported-media-type, request.not-json, definition.not-found; EngineError kafka */
export async function ingestEvents(
  context: Context,
  { stream, check }: KnownStream,
  body: EventsBody,
): Promise<IngestResult> {
  const { format, records } = await readBody(body);
  const verdicts = records.map((bytes) => judgeRecord(bytes, check, stream.schema.key));
  if (format === 'json') requireJson(verdicts);
  const { main, deadLetter } = topicsOf(stream.name);
  const timestamp = context.now().toISOString();
  const outgoing = verdicts.map((verdict, index): OutgoingRecord => {
    const bytes = records[index] ?? Buffer.alloc(0);
    if (!('reason' in verdict)) return { topic: main, key: verdict.key, value: bytes };
    return { topic: deadLetter, key: undefined, value: deadLetterOf(bytes, verdict.reason, timestamp) };
  });
  return resultOf(verdicts, await send(context, stream, outgoing));
}

/** A stream that was deleted a moment ago is still known here, but not to Kafka. */
async function send(context: Context, stream: StoredStream, outgoing: OutgoingRecord[]): Promise<Position[]> {
  try {
    const cluster = await context.kafka.cluster(stream.cluster);
    return await cluster.send(outgoing);
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') await getStream(context, stream.name);
    throw error;
  }
}

/** A JSON body is JSON as a whole or not at all; lines are so each for itself. */
function requireJson(verdicts: Verdict[]): void {
  const index = verdicts.findIndex((verdict) => 'reason' in verdict && !verdict.isJson);
  const verdict = verdicts[index];
  if (verdict === undefined || !('reason' in verdict)) return;
  throw new PlatformError('request.not-json', `record ${index}: ${verdict.reason}; nothing was taken in`);
}

function deadLetterOf(bytes: Buffer, reason: string, timestamp: string): Buffer {
  const raw = bytes.toString('base64');
  const letter: DeadLetter = { reason, source: 'ingest', partition: null, offset: null, timestamp, raw };
  return Buffer.from(JSON.stringify(letter));
}

function resultOf(verdicts: Verdict[], positions: Position[]): IngestResult {
  const results = verdicts.map((verdict, index): RecordResult => {
    const { partition, offset } = positions[index] ?? { partition: -1, offset: -1n };
    const place = { partition, offset: String(offset) };
    if (!('reason' in verdict)) return { index, status: 'delivered', ...place };
    return { index, status: 'dead-lettered', ...place, reason: verdict.reason };
  });
  const deadLettered = verdicts.filter((verdict) => 'reason' in verdict).length;
  return { delivered: results.length - deadLettered, deadLettered, results };
}
