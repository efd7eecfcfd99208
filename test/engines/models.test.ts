// Models on the real engines: what goes into a stream comes out of Druid, and what Druid does is what was asked.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ModelStatus, StoredModel } from '#schemas/model.ts';
import { QueryResult } from '#schemas/query.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';

let api: TestApi;
const stream = uniqueName('readings');
const model = uniqueName('readings');

const streamDefinition = {
  name: stream,
  owner: 'tests',
  layer: 'ODS',
  partitions: 1,
  schema: {
    eventTime: 'at',
    fields: [
      { name: 'at', type: 'timestamp', nullable: false },
      { name: 'site', type: 'string' },
      { name: 'floor', type: 'int' },
      { name: 'value', type: 'double' },
      { name: 'ticks', type: 'long' },
      { name: 'device', type: 'string' },
    ],
  },
};
const modelDefinition = {
  name: model,
  owner: 'tests',
  stream,
  // `value` names another field than the one that the measures read.
  dimensions: [{ name: 'site' }, { name: 'floor', type: 'long' }, { name: 'value', column: 'device' }],
  measures: [
    { name: 'readings', kind: 'count' },
    { name: 'total', kind: 'sum', column: 'value' },
    { name: 'ticks', kind: 'sum', column: 'ticks', type: 'long' },
    { name: 'lowest', kind: 'min', column: 'value' },
    { name: 'highest', kind: 'max', column: 'value' },
    { name: 'average', kind: 'mean', column: 'value' },
    { name: 'devices', kind: 'distinct', column: 'device' },
    { name: 'median', kind: 'quantile', column: 'value', fraction: 0.5 },
    { name: 'p90', kind: 'quantile', column: 'value', fraction: 0.9 },
  ],
};

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 500 });

const start = Date.now() - 600_000;
const events = Array.from({ length: 200 }, (_, index) => ({
  at: new Date(start + index * 1000).toISOString(),
  site: index % 2 === 0 ? 'north' : 'south',
  floor: index % 4,
  value: index % 10 === 0 ? null : index,
  ticks: 9_007_199_254_740_000 + index,
  device: `device-${index % 20}`,
}));

const send = (records: object[]) => api.request('POST', `/v1/streams/${stream}/events`, { body: records });

async function query(body: object): Promise<QueryResult> {
  const asked = { model, timeRange: { last: 'PT1H' }, ...body };
  const answer = await api.request('POST', '/v1/query', { body: asked });
  expect(answer.body).toMatchObject({ columns: expect.any(Array) });
  return QueryResult.parse(answer.body);
}

const count = async () => (await query({ measures: ['readings'] })).rows[0]?.[0] ?? 0;
const status = async () => ModelStatus.parse((await api.request('GET', `/v1/models/${model}/status`)).body);

beforeAll(async () => {
  api = await startApi();
  await api.request('POST', '/v1/streams', { body: streamDefinition });
});

afterAll(async () => {
  await api.request('DELETE', `/v1/models/${model}`);
  await api.request('DELETE', `/v1/streams/${stream}`);
  await api.close();
});

describe('a model', () => {
  test('that does not fit its stream is refused with a pointer to each reason', async () => {
    const broken = {
      ...modelDefinition,
      timeColumn: 'site',
      dimensions: [{ name: 'nowhere' }, { name: 'value', type: 'long' }],
      measures: [{ name: 'words', kind: 'sum', column: 'site' }],
    };
    const answer = await api.request('POST', '/v1/models', { body: broken });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'definition.invalid',
      errors: [
        { pointer: '/timeColumn' },
        { pointer: '/dimensions/0/name' },
        { pointer: '/dimensions/1/name' },
        { pointer: '/measures/0/column' },
      ],
    });
  });

  test('answers no rows before its first event, then every event that was produced', async () => {
    const created = await api.request('POST', '/v1/models', { body: modelDefinition });
    expect(created.status).toBe(201);
    expect(created.headers.get('etag')).toBe('"1"');
    expect((await query({ measures: ['readings'] })).rows).toEqual([]);
    expect(await send(events)).toMatchObject({ status: 200, body: { delivered: 200, deadLettered: 0 } });
    await until(async () => expect(await count()).toBe(200));
  });

  test('computes each kind of measure, and a mean without nulls', async () => {
    const measures = modelDefinition.measures.map(({ name }) => name);
    const result = await query({ measures });
    const row = Object.fromEntries(measures.map((name, index) => [name, result.rows[0]?.[index]]));
    expect(row).toMatchObject({ readings: 200, total: 18_000, lowest: 1, highest: 199, average: 100, devices: 20 });
    expect(Number(row['median'])).toBeGreaterThan(90);
    expect(Number(row['median'])).toBeLessThan(110);
    expect(Number(row['p90'])).toBeGreaterThan(170);
    expect(result.columns.map(({ type }) => type)).toEqual(
      'long double long double double double long double double'.split(' '),
    );
  });

  test('keeps a dimension that hides the field of a measure apart from it', async () => {
    const result = await query({ measures: ['readings'], dimensions: ['value'], limit: 1 });
    expect(result.rows).toEqual([['device-0', 10]]);
  });

  test('has its name once, and its versions are checked', async () => {
    expect(await api.request('POST', '/v1/models', { body: modelDefinition })).toMatchObject({ status: 409 });
    const put = (headers: Record<string, string>, body: object) =>
      api.request('PUT', `/v1/models/${model}`, { body, headers });
    expect(await put({ 'if-match': '"7"' }, modelDefinition)).toMatchObject({ status: 412 });
    const changed = { ...modelDefinition, measures: [{ name: 'total', kind: 'max', column: 'value' }] };
    expect(await put({}, changed)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/measures/0' }] } });
    expect(await put({}, { ...modelDefinition, name: 'another' })).toMatchObject({ status: 400 });
  });

  test('counts what Druid cannot parse, and says how far it is', async () => {
    await until(async () => expect(await status()).toMatchObject({ observed: 'RUNNING', lag: 0, processed: 200 }));
    expect(await status()).toMatchObject({ desired: 'running', reachable: true, unparseable: 0 });
    const { send: produce } = await api.context.kafka.cluster('main');
    const broken = ['no JSON', '{"site":"no time"}'].map((text) => Buffer.from(text));
    await produce(broken.map((value) => ({ topic: stream, key: undefined, value })));
    await until(async () => expect(await status()).toMatchObject({ processed: 200, unparseable: 2 }));
    expect((await status()).watermark?.slice(0, 19)).toBe(events.at(-1)?.at.slice(0, 19));
  });

  test('stops when it is suspended and goes on where it stopped when it is resumed', async () => {
    expect((await api.request('POST', `/v1/models/${model}/suspend`)).status).toBe(204);
    await until(async () => expect(await status()).toMatchObject({ desired: 'suspended', observed: 'SUSPENDED' }));
    await send(events.slice(0, 50));
    expect((await api.request('POST', `/v1/models/${model}/resume`)).status).toBe(204);
    await until(async () => expect(await count()).toBe(250));
    await until(async () => expect((await status()).processed).toBe(250));
  });

  test('takes a new measure for the records from then on', async () => {
    const measures = [...modelDefinition.measures, { name: 'peak', kind: 'max', column: 'ticks', type: 'long' }];
    const answer = await api.request('PUT', `/v1/models/${model}`, { body: { ...modelDefinition, measures } });
    expect(StoredModel.parse(answer.body).version).toBe(2);
    await send(events.slice(0, 10));
    await until(async () =>
      expect((await query({ measures: ['readings', 'peak'] })).rows).toEqual([[260, 9_007_199_254_740_009]]),
    );
  });

  test('starts with the oldest record again when it was deleted and created anew', async () => {
    expect((await api.request('DELETE', `/v1/models/${model}`)).status).toBe(204);
    expect((await api.request('GET', `/v1/models/${model}`)).status).toBe(404);
    const remains = api.context.druid.sql.rows;
    await until(async () =>
      expect(remains({ sql: `SELECT 1 FROM "${model}"`, parameters: [] })).rejects.toThrow('not found'),
    );
    expect((await api.request('POST', '/v1/models', { body: modelDefinition })).status).toBe(201);
    await until(async () => expect(await count()).toBe(260));
  });

  test('is not shown to a token of other models', async () => {
    const token = await api.tokenFor({ role: 'editor', models: ['another'] });
    expect(await api.request('GET', `/v1/models/${model}`, { token })).toMatchObject({ status: 403 });
    expect(await api.request('GET', '/v1/models', { token })).toMatchObject({ body: { items: [] } });
    expect(await api.request('DELETE', `/v1/models/${model}`, { token })).toMatchObject({ status: 403 });
    expect(await api.request('GET', `/v1/models/${model}/status`, { token })).toMatchObject({ status: 403 });
  });

  test('is not deleted, suspended or resumed by a token that sees only some of its rows', async () => {
    const rowFilters = [{ model, filter: { dimension: 'site', operator: '=' as const, value: 'north' } }];
    const token = await api.tokenFor({ role: 'editor', rowFilters });
    const refused = { status: 403, body: { detail: `the token sees only some rows of the model "${model}"` } };
    expect(await api.request('DELETE', `/v1/models/${model}`, { token })).toMatchObject(refused);
    expect(await api.request('POST', `/v1/models/${model}/suspend`, { token })).toMatchObject(refused);
    expect(await api.request('POST', `/v1/models/${model}/resume`, { token })).toMatchObject(refused);
  });

  test('cannot be defined over a stream that the token may not see', async () => {
    const rowFilters = [{ model, filter: { dimension: 'site', operator: '=' as const, value: 'north' } }];
    const token = await api.tokenFor({ role: 'editor', rowFilters });
    const body = { ...modelDefinition, name: `${model}-copy` };
    expect(await api.request('POST', '/v1/models', { body, token })).toMatchObject({ status: 403 });
  });
});
