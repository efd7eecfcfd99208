import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runExport } from '#functions/queries/acts/run-export.ts';
import { exportKey } from '#functions/queries/logic/export-key.ts';
import { createContext } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { startTriggers } from '#local/triggers.ts';
import { Export } from '#schemas/export.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { startFaultyDruid } from '#test/support/faulty-druid.ts';
import { useOwnTable } from '#test/support/own-table.ts';

const name = uniqueName('t-exported');
const ROWS = 2_500;
let api: TestApi;
let removeTable: () => Promise<void>;
let late = 0;

const query = (changes: object = {}) => ({
  model: name,
  measures: ['events'],
  dimensions: ['place'],
  timeRange: { last: 'P1D' },
  ...changes,
});
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 90_000, interval: 200 });

beforeAll(prepare);

async function prepare(): Promise<void> {
  // The home's own API follows the shared table, and would run these exports too.
  removeTable = await useOwnTable();
  api = await startApi({ now: () => new Date(Date.now() + late) });
  const fields = [
    { name: 'at', type: 'timestamp', nullable: false },
    { name: 'place', type: 'string' },
  ];
  const common = { name, owner: 'tests' };
  await api.request('POST', '/v1/streams', { body: { ...common, layer: 'ODS', schema: { fields, eventTime: 'at' } } });
  const measures = [{ name: 'events', kind: 'count' }];
  await api.request('POST', '/v1/models', {
    body: { ...common, stream: name, dimensions: [{ name: 'place' }], measures },
  });
  const at = new Date().toISOString();
  const events = Array.from({ length: ROWS }, (_, index) => ({ at, place: `place ${index}` }));
  expect((await api.request('POST', `/v1/streams/${name}/events`, { body: events })).status).toBe(200);
  await until(async () => {
    const { body } = await api.request('POST', '/v1/query', { body: query({ dimensions: [] }) });
    expect(body).toMatchObject({ rows: [[ROWS]] });
  });
}

afterAll(async () => {
  await api.request('DELETE', `/v1/models/${name}`);
  await api.request('DELETE', `/v1/streams/${name}`);
  await api.close();
  await removeTable();
});

async function start(body: object, token?: string): Promise<Export> {
  const answer = await api.request('POST', '/v1/exports', { body, ...(token === undefined ? {} : { token }) });
  expect(answer.status).toBe(202);
  const started = Export.parse(answer.body);
  expect(answer.headers.get('location')).toBe(`/v1/exports/${started.id}`);
  return started;
}
const see = async (id: string) => Export.parse((await api.request('GET', `/v1/exports/${id}`)).body);
async function linesOf({ url }: Export): Promise<unknown[]> {
  const answer = await fetch(url ?? '');
  expect(answer.status).toBe(200);
  const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('an export', () => {
  it('is run by whoever the table wakes, and has all rows', async () => {
    const triggers = startTriggers(api.context);
    // It follows the table from some moment on.
    await sleep(2_000);
    const { id } = await start({ query: query() });
    await until(async () => expect((await see(id)).status).toBe('done'));
    await triggers.close();

    const done = await see(id);
    expect(done).toMatchObject({ rows: ROWS, truncated: false, error: null });
    const lines = await linesOf(done);
    expect(lines).toHaveLength(ROWS + 2);
    expect(lines[0]).toMatchObject({ columns: [{ name: 'place' }, { name: 'events' }] });
    expect(lines.at(-1)).toEqual({ rows: ROWS, truncated: false });
  });

  it('is run once, however often it is woken', async () => {
    const { id } = await start({ sql: { sql: `SELECT "place" FROM "${name}" LIMIT 7` } });
    await Promise.all([runExport(api.context, id), runExport(api.context, id)]);
    const done = await see(id);
    await runExport(api.context, id);
    expect(await see(id)).toMatchObject({ status: 'done', rows: 7, finishedAt: done.finishedAt });
  });

  it('shows only the rows that its token sees, and only to it', async () => {
    const rowFilters = [{ model: name, filter: { dimension: 'place', operator: '=' as const, value: 'place 7' } }];
    const [token, other] = [await api.tokenFor({ role: 'viewer', rowFilters }), await api.tokenFor({ role: 'editor' })];
    const { id } = await start({ query: query() }, token);
    await runExport(api.context, id);
    expect((await linesOf(await see(id))).slice(1, -1)).toEqual([['place 7', 1]]);
    expect((await api.request('GET', `/v1/exports/${id}`, { token })).status).toBe(200);
    expect((await api.request('GET', `/v1/exports/${id}`, { token: other })).status).toBe(404);
  });

  it('that cannot be is refused at once', async () => {
    const wrong = await api.request('POST', '/v1/exports', { body: { query: query({ measures: ['none'] }) } });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'query.invalid' } });
    const refused = await api.request('POST', '/v1/exports', { body: { sql: { sql: 'SELECT * FROM sys.segments' } } });
    expect(refused.status).toBe(403);
  });

  it('whose answer breaks off has failed, and leaves no file', async () => {
    const druid = await startFaultyDruid(process.env['MILLRACE_DRUID_BROKER_URL'] ?? '');
    const broken = createContext(readSettings({ ...process.env, MILLRACE_DRUID_BROKER_URL: druid.url }));
    const { id } = await start({ query: query() });
    druid.failWith('truncated');
    await runExport(broken, id);
    await broken.close();
    druid.close();

    expect(await see(id)).toMatchObject({ status: 'failed', url: null, error: { code: 'engine.failed' } });
    expect(await api.context.s3.get(exportKey(id))).toBeUndefined();
  });

  it('of which nothing is seen any more has failed', async () => {
    const { id } = await start({ query: query() });
    late = 61_000;
    expect(await see(id)).toMatchObject({
      status: 'failed',
      error: { detail: expect.stringContaining('ask for it again') },
    });
    late = 0;
  });
});
