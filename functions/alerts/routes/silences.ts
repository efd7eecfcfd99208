// Silences over HTTP: when what is not told of.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { Silence, SilenceStatus, StoredSilence } from '#schemas/alerts/silence.ts';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import type { Context } from '#functions/platform/context.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { createSilence } from '../acts/create-silence.ts';
import { deleteSilence } from '../acts/delete-silence.ts';
import { expireSilence } from '../acts/expire-silence.ts';
import { getSilence } from '../acts/get-silence.ts';
import { listSilences } from '../acts/list-silences.ts';
import { replaceSilence } from '../acts/replace-silence.ts';
import { requireName } from '../acts/require-name.ts';

const tags = ['alerts'];
const params = z.object({ name: Name });

const create = createRoute({
  method: 'post',
  path: '/v1/silences',
  tags,
  summary: 'Create a silence',
  ...secured('editor'),
  request: { body: body(Silence) },
  responses: { 201: json(StoredSilence, 'The silence'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/silences',
  tags,
  summary: 'List silences',
  ...secured('viewer'),
  request: { query: PageRequest.extend({ status: SilenceStatus.optional() }) },
  responses: { 200: json(page(StoredSilence), 'Silences by name'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/silences/{name}',
  tags,
  summary: 'Get a silence',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(StoredSilence, 'The silence; its version is the ETag'), ...problems },
});

const replace = createRoute({
  method: 'put',
  path: '/v1/silences/{name}',
  tags,
  summary: 'Replace a silence',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Silence) },
  responses: { 200: json(StoredSilence, 'The silence'), ...problems },
});

const expire = createRoute({
  method: 'post',
  path: '/v1/silences/{name}/expire',
  tags,
  summary: 'End a silence now',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 200: json(StoredSilence, 'The silence, which is over'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/silences/{name}',
  tags,
  summary: 'Delete a silence, which ends it',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
});

export const silenceRoutes = (context: Context) =>
  createRouter()
    .openapi(create, async (c) => {
      const silence = await createSilence(context, c.get('caller'), c.req.valid('json'));
      return c.json(silence, 201, { etag: etagOf(silence) });
    })
    .openapi(list, async (c) => c.json(await listSilences(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(get, async (c) => {
      const silence = await getSilence(context, c.get('caller'), c.req.valid('param').name);
      return c.json(silence, 200, { etag: etagOf(silence) });
    })
    .openapi(replace, async (c) => {
      const silence = c.req.valid('json');
      requireName(c.req.valid('param').name, silence);
      const ifMatch = c.req.valid('header')['if-match'];
      const stored = await replaceSilence(context, c.get('caller'), { silence, ifMatch });
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(expire, async (c) => {
      const ifMatch = c.req.valid('header')['if-match'];
      const silence = await expireSilence(context, c.get('caller'), { ...c.req.valid('param'), ifMatch });
      return c.json(silence, 200, { etag: etagOf(silence) });
    })
    .openapi(remove, async (c) => {
      const ifMatch = c.req.valid('header')['if-match'];
      await deleteSilence(context, c.get('caller'), { ...c.req.valid('param'), ifMatch });
      return c.body(null, 204);
    });
