// Streams over HTTP.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import { StoredStream, Stream } from '#schemas/stream.ts';
import { requireStream } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { createStream } from './acts/create-stream.ts';
import { deleteStream } from './acts/delete-stream.ts';
import { getStream } from './acts/get-stream.ts';
import { openKnownStreams } from './acts/known-streams.ts';
import { listStreams } from './acts/list-streams.ts';
import { replaceStream } from './acts/replace-stream.ts';
import { eventRoutes } from './event-routes.ts';

const tags = ['streams'];
const params = z.object({ name: Name });

const create = createRoute({
  method: 'post',
  path: '/v1/streams',
  tags,
  summary: 'Create a stream, its topic, and the topics of its dead letters and late records',
  ...secured('editor'),
  request: { body: body(Stream) },
  responses: { 201: json(StoredStream, 'The stream'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/streams',
  tags,
  summary: 'List streams',
  ...secured('viewer'),
  request: { query: PageRequest },
  responses: { 200: json(page(StoredStream), 'The streams that the token allows'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/streams/{name}',
  tags,
  summary: 'Get a stream',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(StoredStream, 'The stream'), ...problems },
});

const replace = createRoute({
  method: 'put',
  path: '/v1/streams/{name}',
  tags,
  summary: 'Change a stream',
  description:
    'Old and new records must be readable with the new schema: nullable fields can be added, int can become long or double, ' +
    'float can become double, a required field can become nullable. Partitions can only grow. The name, the cluster, the key ' +
    'and `compacted` stay.',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Stream) },
  responses: { 200: json(StoredStream, 'The stream'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/streams/{name}',
  tags,
  summary: 'Delete a stream and all its records, if nothing uses it',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
});

export function streamRoutes(context: Context) {
  const known = openKnownStreams(context);
  return createRouter()
    .openapi(create, async (c) => {
      const stream = c.req.valid('json');
      requireStream(c.get('caller'), stream.name);
      const stored = await createStream(context, stream);
      return c.json(stored, 201, { etag: etagOf(stored) });
    })
    .openapi(list, async (c) => c.json(await listStreams(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(get, async (c) => {
      const { name } = c.req.valid('param');
      requireStream(c.get('caller'), name);
      const stored = await getStream(context, name);
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(replace, async (c) => {
      const { name } = c.req.valid('param');
      requireStream(c.get('caller'), name);
      const ifMatch = c.req.valid('header')['if-match'];
      const stored = await replaceStream(context, { name, stream: c.req.valid('json'), ifMatch });
      known.forget(name);
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(remove, async (c) => {
      const { name } = c.req.valid('param');
      requireStream(c.get('caller'), name);
      await deleteStream(context, name, c.req.valid('header')['if-match']);
      known.forget(name);
      return c.body(null, 204);
    })
    .route('/', eventRoutes(context, known));
}
