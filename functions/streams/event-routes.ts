// Events over HTTP: into a stream, and out of it as a page, as lines or as server-sent events.
import { createRoute } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import * as z from 'zod';
import { Name } from '#schemas/name.ts';
import { IngestResult, StreamRecord } from '#schemas/stream.ts';
import { requireStream } from '#functions/platform/caller.ts';
import type { ReadFrom } from '#engines/kafka/read-records.ts';
import type { Context } from '#functions/platform/context.ts';
import { createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { ingestEvents } from './acts/ingest-events.ts';
import type { KnownStreams } from './acts/known-streams.ts';
import { readEvents, tailEvents } from './acts/read-events.ts';
import { sendAsSse } from './send-as-sse.ts';

const tags = ['streams'];
const NDJSON = 'application/x-ndjson';
const SSE = 'text/event-stream';
const DEFAULT_LIMIT = 100;

/** Not zod schemas: the router would parse the body with them, and each record is checked against the stream's own schema. */
const event = { type: 'object' as const, additionalProperties: true };
const events = { oneOf: [{ type: 'array' as const, items: event, maxItems: 100_000 }, event] };

const ingest = createRoute({
  method: 'post',
  path: '/v1/streams/{name}/events',
  tags,
  summary: 'Send events to a stream',
  description:
    'A JSON array, one JSON object, or NDJSON; at most 4 MB as it is sent, 64 MiB unpacked, 100,000 records of at most 1 MB. ' +
    'The answer is 200 when Kafka has every record: good ones in the stream, bad ones, with the reason, in its dead-letter ' +
    'stream. After a 5xx nothing is acknowledged and some records may be there: send all again. A request that is repeated ' +
    'because its answer was lost gets the same answer with the same Idempotency-Key.',
  ...secured('editor'),
  request: {
    params: z.object({ name: Name }),
    headers: z.object({ 'content-encoding': z.string().optional().describe('`gzip`, or none.') }),
    body: {
      required: true,
      content: { 'application/json': { schema: events }, [NDJSON]: { schema: event } },
    },
  },
  responses: { 200: json(IngestResult, 'What became of each record'), ...problems },
});

/** A stream, its dead letters or its late records. */
const SOURCE = /^(.+?)(\.dead-letter|\.late)?$/;
const EventsName = z
  .string()
  .refine(
    (text) => Name.safeParse(SOURCE.exec(text)?.[1]).success,
    'must be a stream, or a stream and `.dead-letter` or `.late`',
  );

const EventsQuery = z.strictObject({
  from: z
    .string()
    .refine((text) => text === 'latest' || text === 'earliest' || z.iso.datetime().safeParse(text).success, {
      message: 'must be latest, earliest or a time such as 2026-01-31T12:00:00Z',
    })
    .default('latest')
    .describe(
      '`latest`: the newest records, or as server-sent events those from now on. `earliest`: from the beginning. ' +
        'A time (RFC 3339 in UTC): those written from then on.',
    ),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('At most so many records; 100 if it is absent, or without end as server-sent events.'),
});

const read = createRoute({
  method: 'get',
  path: '/v1/streams/{name}/events',
  tags,
  summary: "Read a stream's records, or with `.dead-letter` or `.late` behind its name those",
  description:
    'In the order in which they were written. `Accept` chooses a JSON page, NDJSON, or server-sent events that go on until ' +
    'the client leaves (the id of each is `partition:offset`).',
  ...secured('viewer'),
  request: { params: z.object({ name: EventsName }), query: EventsQuery },
  responses: {
    200: {
      description: 'The records',
      content: {
        'application/json': { schema: z.strictObject({ items: z.array(StreamRecord) }) },
        [NDJSON]: { schema: StreamRecord },
        [SSE]: { schema: StreamRecord },
      },
    },
    ...problems,
  },
});

export const eventRoutes = (context: Context, known: KnownStreams) =>
  createRouter()
    .openapi(ingest, async (c) => {
      const { name } = c.req.valid('param');
      requireStream(c.get('caller'), name);
      const result = await ingestEvents(context, await known.get(name), {
        bytes: Buffer.from(await c.req.arrayBuffer()),
        contentType: c.req.header('content-type'),
        contentEncoding: c.req.header('content-encoding'),
      });
      return c.json(result, 200);
    })
    .openapi(read, async (c) => {
      const { from, limit } = c.req.valid('query');
      const topic = c.req.valid('param').name;
      const stream = SOURCE.exec(topic)?.[1] ?? topic;
      requireStream(c.get('caller'), stream);
      const request = { stream, topic, from: placeOf(from) };
      const answer = accepts(c, {
        header: 'Accept',
        supports: ['application/json', NDJSON, SSE],
        default: 'application/json',
      });
      if (answer === SSE) {
        const controller = new AbortController();
        const batches = await tailEvents(context, { ...request, signal: controller.signal });
        return sendAsSse(c, { batches, controller, limit });
      }
      const items = await readEvents(context, { ...request, limit: limit ?? DEFAULT_LIMIT });
      if (answer === 'application/json') return c.json({ items }, 200);
      return c.body(items.map((item) => `${JSON.stringify(item)}\n`).join(''), 200, { 'content-type': NDJSON });
    });

function placeOf(from: string): ReadFrom {
  return from === 'latest' || from === 'earliest' ? from : new Date(from);
}
