import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { expect, it } from 'vitest';
import { createApp } from '#functions/platform/app.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import { createLog } from '#functions/platform/log.ts';
import { body, createRouter, problems, secured } from '#functions/platform/route.ts';

const responses = { 204: { description: 'Done' }, ...problems };
const Thing = z.strictObject({ name: z.string() });
const params = z.object({ name: z.string() });
const room = createRouter()
  .openapi(
    createRoute({
      method: 'post',
      path: '/v1/things',
      ...secured('viewer'),
      request: { body: body(Thing) },
      responses,
    }),
    (c) => c.body(null, 204),
  )
  .openapi(createRoute({ method: 'put', path: '/v1/things/{name}', request: { params }, responses }), (c) =>
    c.body(null, 204),
  )
  .openapi(createRoute({ method: 'delete', path: '/v1/things/{name}', request: { params }, responses }), (c) =>
    c.body(null, 204),
  );

const app = createApp({
  authenticate: () => Promise.resolve(PLATFORM_CALLER),
  idempotencyStore: {
    claim: () => Promise.resolve(true),
    read: () => Promise.resolve(undefined),
    keep: () => Promise.resolve(),
    release: () => Promise.resolve(),
  },
  log: createLog('test'),
}).route('/', room);

async function answerTo(method: string, path: string, init: RequestInit = {}) {
  const answer = await app.request(path, { method, ...init });
  const text = await answer.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, allow: answer.headers.get('allow'), body: parsed };
}

it.each([
  ['text/yaml', 'name: x'],
  ['text/plain', '{"name":"x"}'],
])('a body of the type %s is a 415', async (type, text) => {
  expect(await answerTo('POST', '/v1/things', { headers: { 'content-type': type }, body: text })).toMatchObject({
    status: 415,
    body: { code: 'request.unsupported-media-type', detail: 'send application/json' },
  });
});

it('a body that is JSON is taken, one that is not is a 400', async () => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };

  expect(await answerTo('POST', '/v1/things', { headers, body: '{"name":"x"}' })).toMatchObject({ status: 204 });
  expect(await answerTo('POST', '/v1/things', { headers, body: '{' })).toMatchObject({
    status: 400,
    body: { code: 'request.not-json' },
  });
});

it.each([
  ['GET', '/v1/things', 'POST'],
  ['POST', '/v1/things/x', 'PUT, DELETE'],
  ['DELETE', '/healthz', 'GET'],
])('%s on %s is a 405 that names the methods: %s', async (method, path, allow) => {
  expect(await answerTo(method, path)).toMatchObject({
    status: 405,
    allow,
    body: { code: 'request.method-not-allowed' },
  });
});

it('a path that has no method at all is a 404', async () => {
  expect(await answerTo('GET', '/v1/nothing')).toMatchObject({ status: 404, allow: null });
});
