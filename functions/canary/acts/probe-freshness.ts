// Sends one event through the platform and waits until a query sees it: the proof that everything between works, and how fast.
import { setTimeout as sleep } from 'node:timers/promises';
import { Model } from '#schemas/model.ts';
import { Query } from '#schemas/query.ts';
import { Stream } from '#schemas/stream.ts';
import { createModel } from '#functions/models/acts/create-model.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { runQuery } from '#functions/queries/acts/run-query.ts';
import { createStream } from '#functions/streams/acts/create-stream.ts';
import { ingestEvents } from '#functions/streams/acts/ingest-events.ts';
import { openKnownStreams } from '#functions/streams/acts/known-streams.ts';

const NAME = 'millrace-canary';
const PAUSE_MS = 250;

const STREAM = Stream.parse({
  name: NAME,
  owner: 'millrace',
  description: 'One event a minute, by which the platform watches itself.',
  layer: 'ODS',
  partitions: 1,
  retention: 'PT1H',
  schema: {
    fields: [
      { name: 'at', type: 'timestamp', nullable: false },
      { name: 'beat', type: 'string', nullable: false },
    ],
    eventTime: 'at',
  },
});
const MODEL = Model.parse({
  name: NAME,
  owner: 'millrace',
  description: STREAM.description,
  stream: NAME,
  dimensions: [{ name: 'beat' }],
  measures: [{ name: 'beats', kind: 'count' }],
  rollup: 'none',
  retention: 'PT1H',
});

/** Makes its stream and its model where they are not there. @returns the milliseconds until the event was seen; undefined if it was not */
export async function probeFreshness(
  context: Context,
  { withinMs }: { withinMs: number },
): Promise<number | undefined> {
  const until = context.now().getTime() + withinMs;
  await unlessThere(() => createStream(context, STREAM));
  await unlessThere(() => createModel(context, PLATFORM_CALLER, MODEL));
  const beat = context.newUuid();
  const sentAt = context.now();
  await send(context, { at: sentAt.toISOString(), beat });
  while (context.now().getTime() < until) {
    if (await isSeen(context, beat, until)) return context.now().getTime() - sentAt.getTime();
    await sleep(PAUSE_MS);
  }
  return undefined;
}

async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== 'definition.exists') throw error;
  }
}

async function send(context: Context, event: { at: string; beat: string }): Promise<void> {
  const body = {
    bytes: Buffer.from(JSON.stringify([event])),
    contentType: 'application/json',
    contentEncoding: undefined,
  };
  await ingestEvents(context, await openKnownStreams(context).get(NAME), body);
}

/** A model whose first segment is not there yet cannot be asked: that is "not seen". */
async function isSeen(context: Context, beat: string, until: number): Promise<boolean> {
  const query = Query.parse({
    model: NAME,
    measures: ['beats'],
    filters: [{ dimension: 'beat', operator: '=', value: beat }],
    timeRange: { last: 'PT10M' },
  });
  try {
    const signal = AbortSignal.timeout(Math.max(1, until - context.now().getTime()));
    const { rows } = await runQuery(context, PLATFORM_CALLER, query, signal);
    return Number(rows[0]?.[0] ?? 0) > 0;
  } catch (error) {
    context.log.warn('canary.query-failed', { reason: String(error) });
    return false;
  }
}
