import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreatedToken } from '#schemas/token.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('tokens', () => {
  it('are created once, listed without their secret, and stop working when revoked', async () => {
    const name = uniqueName('reader');
    const created = await api.request('POST', '/v1/tokens', { body: { name, role: 'viewer' } });
    const { id, token } = CreatedToken.parse(created.body);
    expect(created.status).toBe(201);
    expect(token).toMatch(/^mr_[\w-]{43}$/);

    const listed = await api.request('GET', '/v1/tokens?limit=1000');
    expect(JSON.stringify(listed.body)).toContain(id);
    expect(JSON.stringify(listed.body)).not.toContain(token);

    expect((await api.request('DELETE', `/v1/tokens/${id}`)).status).toBe(204);
    expect((await api.request('GET', '/v1/tokens', { token })).status).toBe(401);
    expect((await api.request('DELETE', `/v1/tokens/${id}`)).status).toBe(404);
  });

  it('stop working at once also where they were just used', async () => {
    const created = await api.request('POST', '/v1/tokens', { body: { name: uniqueName('used'), role: 'admin' } });
    const { id, token } = CreatedToken.parse(created.body);
    expect((await api.request('GET', '/v1/tokens', { token })).status).toBe(200);

    await api.request('DELETE', `/v1/tokens/${id}`);

    expect((await api.request('GET', '/v1/tokens', { token })).status).toBe(401);
  });

  it('are refused when they could not be used, or are limited to what is not there', async () => {
    const filter = { dimension: 'origin', operator: '=', value: 'JFK' };
    const body = {
      name: 'x',
      role: 'viewer',
      models: ['no-such-model'],
      streams: ['no-such-stream'],
      rowFilters: [{ model: 'no-such-model', filter }],
      expiresAt: '2020-01-01T00:00:00Z',
    };

    expect(await api.request('POST', '/v1/tokens', { body })).toMatchObject({
      status: 422,
      body: {
        code: 'definition.invalid',
        errors: [
          { pointer: '/models/0', reason: 'there is no model "no-such-model"' },
          { pointer: '/streams/0', reason: 'there is no stream "no-such-stream"' },
          { pointer: '/rowFilters/0/model', reason: 'there is no model "no-such-model"' },
          { pointer: '/expiresAt', reason: 'must be in the future' },
        ],
      },
    });
  });

  it('are stored hashed', async () => {
    const token = await api.tokenFor({ role: 'viewer' });
    const { items } = await api.context.table.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'token' },
    });
    expect(items.length).toBeGreaterThan(0);
    expect(JSON.stringify(items)).not.toContain(token.slice(3));
  });

  it('that expired, are unknown or malformed get the same 401', async () => {
    const expired = await api.tokenFor({ role: 'admin', expiresAt: '2020-01-01T00:00:00Z' });
    const unknown = `mr_${'A'.repeat(43)}`;
    const answers = await Promise.all(
      [expired, unknown, 'x'].map((token) => api.request('GET', '/v1/tokens', { token })),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body).replace(/"requestId":"[^"]+"/, ''))).size).toBe(1);
  });

  it('of viewers cannot manage tokens', async () => {
    const token = await api.tokenFor({ role: 'viewer' });
    const answer = await api.request('POST', '/v1/tokens', { token, body: { name: 'x', role: 'admin' } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'access.forbidden' } });
  });

  it('tell when they were last used', async () => {
    const created = CreatedToken.parse(
      (await api.request('POST', '/v1/tokens', { body: { name: uniqueName('used'), role: 'admin' } })).body,
    );
    await api.request('GET', '/v1/tokens', { token: created.token });
    const listed = await api.request('GET', '/v1/tokens?limit=1000');
    expect(listed.body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id: created.id, lastUsedAt: expect.any(String) })]),
    });
  });
});

describe('a request', () => {
  it('without a token reaches only the health and the docs', async () => {
    const statusOf = async (path: string) => (await api.api.request(path)).status;
    expect(await Promise.all(['/healthz', '/docs', '/docs/rapidoc.js', '/openapi.json'].map(statusOf))).toEqual([
      200, 200, 200, 200,
    ]);
    expect(await Promise.all(['/readyz', '/v1/tokens', '/v1/query', '/nothing'].map(statusOf))).toEqual([
      401, 401, 401, 401,
    ]);
  });

  it('that is wrong names the field', async () => {
    const answer = await api.request('POST', '/v1/tokens', { body: { name: 'UPPER', role: 'king', colour: 1 } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(answer.body).toMatchObject({
      errors: expect.arrayContaining([
        expect.objectContaining({ pointer: '/name' }),
        expect.objectContaining({ pointer: '/role' }),
        expect.objectContaining({ pointer: '/colour' }),
      ]),
    });
  });

  it('that is no JSON is a 400, one over 4 MB a 413', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await api.request('POST', '/v1/tokens', { body: '{', headers })).toMatchObject({
      status: 400,
      body: { code: 'request.not-json' },
    });
    const large = await api.request('POST', '/v1/tokens', { body: 'x'.repeat(5_000_000), headers });
    expect(large).toMatchObject({ status: 413, body: { code: 'request.too-large' } });
  });

  it('repeated with its Idempotency-Key is not carried out again, and a secret is not kept for it', async () => {
    const headers = { 'idempotency-key': uniqueName('key') };
    const body = { name: uniqueName('once'), role: 'viewer' };
    const first = await api.request('POST', '/v1/tokens', { body, headers });
    const second = await api.request('POST', '/v1/tokens', { body, headers });
    expect([first.status, second.status]).toEqual([201, 409]);
    expect(second.body).toMatchObject({ code: 'request.answer-not-kept' });
    const other = await api.request('POST', '/v1/tokens', { body: { ...body, role: 'editor' }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'request.idempotency-key-reused' } });
  });

  it('to an unknown path is a 404 problem', async () => {
    expect(await api.request('GET', '/v1/nothing')).toMatchObject({ status: 404, body: { code: 'request.not-found' } });
  });
});
