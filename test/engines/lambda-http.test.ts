// The API as the bundle that is deployed: loaded by a fresh process for each request, as Lambda's first request to each is.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { openLambda, restApiEvent } from '#test/support/invoke-lambda.ts';
import type { TestLambda } from '#test/support/invoke-lambda.ts';

const stream = uniqueName('lambda');
let lambda: TestLambda;
let api: TestApi;
let authorization: string;

beforeAll(async () => {
  lambda = await openLambda('api');
  api = await startApi();
  authorization = `Bearer ${await api.tokenFor({ role: 'admin' })}`;
});

afterAll(() => api.close());

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the API as a Lambda function', () => {
  it('is small enough to start fast', () => {
    expect(lambda.bytes).toBeLessThan(4_500_000);
  });

  it('answers a request that a REST API passed on', async () => {
    const answer = await lambda.invoke(restApiEvent({ method: 'GET', path: '/healthz' }));
    expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"alive"}' });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('brings the script of its documentation along', async () => {
    const answer = await lambda.invoke(restApiEvent({ method: 'GET', path: '/docs/rapidoc.js' }));
    expect(answer.statusCode).toBe(200);
    expect(answer.body.length).toBeGreaterThan(100_000);
  });

  it('refuses who has no token, as a problem', async () => {
    const answer = await lambda.invoke(restApiEvent({ method: 'GET', path: '/v1/streams' }));
    expect(answer).toMatchObject({ statusCode: 401, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'access.unauthenticated' });
  });

  it('reaches everything that it depends on', async () => {
    const answer = await lambda.invoke(restApiEvent({ method: 'GET', path: '/readyz', headers: { authorization } }));
    expect(JSON.parse(answer.body)).toMatchObject({ ready: true });
  });

  it('makes a stream, takes packed events in, and gives them back as lines', async () => {
    const fields = [{ name: 'n', type: 'long', nullable: false }];
    const definition = { name: stream, owner: 'test', layer: 'ODS', partitions: 1, schema: { fields } };
    const post = { method: 'POST', headers: { authorization, 'content-type': 'application/json' } };
    const packed = { ...post.headers, 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
    const events = { path: `/v1/streams/${stream}/events` };

    const created = await lambda.invoke(restApiEvent({ ...post, path: '/v1/streams', body: json(definition) }));
    const body = gzipSync('{"n":1}\n{"n":2}\n');
    const taken = await lambda.invoke(restApiEvent({ ...post, ...events, headers: packed, body }));
    const accept = { authorization, accept: 'application/x-ndjson' };
    const query = { from: 'earliest', limit: '10' };
    const read = await lambda.invoke(restApiEvent({ method: 'GET', ...events, headers: accept, query }));

    expect(created.statusCode).toBe(201);
    expect(JSON.parse(taken.body)).toMatchObject({ delivered: 2, deadLettered: 0 });
    expect(read.headers['content-type']).toBe('application/x-ndjson');
    expect(read.body.trimEnd().split('\n')).toHaveLength(2);
  });

  it('sends a tail as it comes, and ends it in good order before its own time is over', async () => {
    const headers = { authorization, accept: 'text/event-stream' };
    const event = restApiEvent({ method: 'GET', path: `/v1/streams/${stream}/events`, headers });
    const answer = await lambda.invoke(event, { timeoutMs: 9_000 });
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
    expect(answer.headers).not.toHaveProperty('transfer-encoding');
    expect(answer.body).toContain(': open');
    expect(answer.error).toBeUndefined();
    expect(answer.tookMs).toBeLessThan(9_000);
    expect(answer.tookMs - (answer.chunks[0]?.afterMs ?? Infinity)).toBeGreaterThan(1_000);
  });

  it('refuses a body of more than 4 MB', async () => {
    const headers = { authorization, 'content-type': 'application/json' };
    const body = Buffer.alloc(4 * 1024 * 1024 + 1, '1');
    const path = `/v1/streams/${stream}/events`;
    const answer = await lambda.invoke(restApiEvent({ method: 'POST', path, headers, body }));
    expect(JSON.parse(answer.body)).toMatchObject({ status: 413, code: 'request.too-large' });
  });
});
