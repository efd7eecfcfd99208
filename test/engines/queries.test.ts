// Queries on a real Druid: what they answer, what a limited token can never see, and how they end.
// Long because the cases share one set of definitions on the engine.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type { Filter } from '#schemas/filter.ts';
import { QueryResult } from '#schemas/query.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';

let api: TestApi;
/** Sees the rows of `red` alone. */
let redToken: string;
/** Sees another model alone. */
let strangerToken: string;
const name = uniqueName('visits');
const other = uniqueName('others');

const fields = [
  { name: 'at', type: 'timestamp' },
  { name: 'org', type: 'string' },
  { name: 'site', type: 'string' },
  { name: 'level', type: 'int' },
  { name: 'value', type: 'double' },
  { name: 'ticks', type: 'long' },
];
const modelOf = (model: string) => ({
  name: model,
  owner: 'tests',
  stream: name,
  dimensions: [{ name: 'org' }, { name: 'site' }, { name: 'level', type: 'long' }],
  measures: [
    { name: 'visits', kind: 'count' },
    { name: 'total', kind: 'sum', column: 'value' },
    { name: 'ticks', kind: 'sum', column: 'ticks', type: 'long' },
  ],
});

const FIRST = Math.floor((Date.now() - 900_000) / 60_000) * 60_000;
const SITES = ["it's", 'b"q', 'ünï--cödé', null];
const events = Array.from({ length: 120 }, (_, index) => ({
  at: new Date(FIRST + index * 1000).toISOString(),
  org: index % 3 === 0 ? 'red' : 'blue',
  site: SITES[index % 4],
  level: index % 5,
  value: index,
  ticks: 9_007_199_254_740_991,
}));
const timeRange = { from: new Date(FIRST).toISOString(), to: new Date(FIRST + 600_000).toISOString() };

const post = (path: string, body: object, token?: string) =>
  api.request('POST', path, { body, ...(token === undefined ? {} : { token }) });
async function query(body: object, token?: string): Promise<QueryResult> {
  const answer = await post('/v1/query', { model: name, measures: ['visits'], timeRange, ...body }, token);
  expect(answer).toMatchObject({ status: 200 });
  return QueryResult.parse(answer.body);
}
const sql = (text: string, token?: string, parameters: unknown[] = []) =>
  post('/v1/sql', { sql: text.replaceAll('MODEL', `"${name}"`), parameters }, token);
const rowsOf = ({ body }: { body: unknown }) => QueryResult.parse(body).rows;
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 300 });

beforeAll(async () => {
  api = await startApi();
  const schema = { eventTime: 'at', fields };
  await post('/v1/streams', { name, owner: 'tests', layer: 'ODS', partitions: 1, schema });
  await post('/v1/models', modelOf(name));
  await post(`/v1/streams/${name}/events`, events);
  const filter = { dimension: 'org', operator: '=' as const, value: 'red' };
  redToken = await api.tokenFor({ role: 'viewer', rowFilters: [{ model: name, filter }] });
  strangerToken = await api.tokenFor({ role: 'viewer', models: [other] });
  await vi.waitUntil(async () => (await query({})).rows[0]?.[0] === 120, { timeout: 60_000, interval: 300 });
});

afterAll(async () => {
  await api.request('DELETE', `/v1/models/${name}`);
  await api.request('DELETE', `/v1/streams/${name}`);
  await api.close();
});

describe('a token that sees only some rows', () => {
  const request = (filter: object) => ({ name, role: 'viewer', rowFilters: [{ model: name, filter }] });

  test('is made for dimensions that its model has, with values of their types', async () => {
    const filter = {
      and: [
        { dimension: 'org', operator: '=', value: 'red' },
        { dimension: 'level', operator: 'in', values: [1] },
      ],
    };
    expect(await post('/v1/tokens', request(filter))).toMatchObject({ status: 201 });
  });

  test.each([
    [{ dimension: 'value', operator: '=', value: 1 }, '/rowFilters/0/filter/dimension'],
    [{ and: [{ dimension: 'level', operator: '=', value: 'x' }] }, '/rowFilters/0/filter/and/0/value'],
  ])('is refused with the filter %j', async (filter, pointer) => {
    expect(await post('/v1/tokens', request(filter))).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});

describe('a structured query', () => {
  test.each<[string, Filter, number]>([
    ['= with a quote', { dimension: 'site', operator: '=', value: "it's" }, 30],
    ['= with a double quote', { dimension: 'site', operator: '=', value: 'b"q' }, 30],
    ['= with a comment and letters beyond ASCII', { dimension: 'site', operator: '=', value: 'ünï--cödé' }, 30],
    ['= with SQL in it', { dimension: 'site', operator: '=', value: "' OR 1=1 --" }, 0],
    ['!=, which no null meets', { dimension: 'site', operator: '!=', value: "it's" }, 60],
    ['<', { dimension: 'level', operator: '<', value: 2 }, 48],
    ['<=', { dimension: 'level', operator: '<=', value: 2 }, 72],
    ['>', { dimension: 'level', operator: '>', value: 2.5 }, 48],
    ['>=', { dimension: 'level', operator: '>=', value: 2 }, 72],
    ['like', { dimension: 'site', operator: 'like', value: '%t%' }, 30],
    ['not like', { dimension: 'site', operator: 'not like', value: '%t%' }, 60],
    ['in', { dimension: 'site', operator: 'in', values: ["it's", 'b"q', 'none'] }, 60],
    ['in numbers', { dimension: 'level', operator: 'in', values: [0, 1] }, 48],
    ['not in', { dimension: 'site', operator: 'not in', values: ["it's"] }, 60],
    ['is null', { dimension: 'site', operator: 'is null' }, 30],
    ['is not null', { dimension: 'site', operator: 'is not null' }, 90],
    [
      'and, or, not',
      {
        not: {
          or: [
            { dimension: 'site', operator: 'is null' },
            {
              and: [
                { dimension: 'org', operator: '=', value: 'red' },
                { dimension: 'level', operator: '=', value: 0 },
              ],
            },
          ],
        },
      },
      84,
    ],
  ])('filters with %s', async (_, filter, expected) => {
    expect((await query({ filters: [filter] })).rows).toEqual([[expected]]);
  });

  test('is answered by time and dimension in that order, with times in UTC', async () => {
    const result = await query({ dimensions: ['org'], granularity: 'PT1M', measures: ['visits', 'total'] });
    expect(result.columns).toEqual([
      { name: 'time', type: 'timestamp' },
      { name: 'org', type: 'string' },
      { name: 'visits', type: 'long' },
      { name: 'total', type: 'double' },
    ]);
    const [first, second] = [FIRST, FIRST + 60_000].map((time) => new Date(time).toISOString());
    expect(result.rows).toEqual([
      [first, 'blue', 40, 1200],
      [first, 'red', 20, 570],
      [second, 'blue', 40, 3600],
      [second, 'red', 20, 1770],
    ]);
  });

  test('takes the start of its time range and leaves out the end, to the millisecond', async () => {
    const at = (ms: number) => new Date(FIRST + ms).toISOString();
    expect((await query({ timeRange: { from: at(1000), to: at(3000) } })).rows).toEqual([[2]]);
    expect((await query({ timeRange: { from: at(1001), to: at(3001) } })).rows).toEqual([[2]]);
  });

  test('says that it is cut off, and is sorted as asked before it is', async () => {
    const asked = { dimensions: ['level'], measures: ['total'], orderBy: [{ field: 'total', direction: 'desc' }] };
    expect(await query({ ...asked, limit: 2 })).toMatchObject({
      rows: [
        [4, 1476],
        [3, 1452],
      ],
      truncated: true,
    });
    expect(await query({ ...asked, limit: 5 })).toMatchObject({ truncated: false });
  });

  test('keeps all digits of a long', async () => {
    const answer = await api.fetchRaw('POST', '/v1/query', { body: { model: name, measures: ['ticks'], timeRange } });
    expect(await answer.text()).toContain('"rows":[[1080863910568918920]]');
  });

  test('is streamed as lines', async () => {
    const body = { model: name, measures: ['visits'], dimensions: ['level'], timeRange, limit: 3 };
    const answer = await api.fetchRaw('POST', '/v1/query', { body, headers: { accept: 'application/x-ndjson' } });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      {
        queryId: expect.any(String),
        columns: [
          { name: 'level', type: 'long' },
          { name: 'visits', type: 'long' },
        ],
      },
      [0, 24],
      [1, 24],
      [2, 24],
      { rows: 3, truncated: true },
    ]);
  });

  test.each([
    [422, 'query.invalid', { measures: ['nothing'] }],
    [422, 'query.invalid', { filters: [{ dimension: 'level', operator: '=', value: 'x' }] }],
    [404, 'definition.not-found', { model: 'no-such-model' }],
    [400, 'request.invalid', { limit: 100_001 }],
    [400, 'request.invalid', { timeRange: { last: 'PT1H', from: '2024-01-01T00:00:00Z' } }],
  ])('is answered %i %s when it is wrong', async (status, code, changes) => {
    const answer = await post('/v1/query', { model: name, measures: ['visits'], timeRange, ...changes });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  test('shows a token the rows of its filter only, whatever it asks', async () => {
    const filters = [
      {
        or: [
          { dimension: 'org', operator: '=', value: 'blue' },
          { dimension: 'org', operator: '=', value: 'red' },
        ],
      },
    ];
    expect((await query({ dimensions: ['org'], filters }, redToken)).rows).toEqual([['red', 40]]);
  });

  test('is refused to a token of other models', async () => {
    const body = { model: name, measures: ['visits'], timeRange };
    expect(await post('/v1/query', body, strangerToken)).toMatchObject({ status: 403 });
  });
});

describe('plain SQL', () => {
  test('binds its parameters by type', async () => {
    const text = 'SELECT site, SUM(visits) FROM MODEL WHERE site = ? AND level < ? AND ? GROUP BY 1';
    expect(rowsOf(await sql(text, undefined, ["it's", 2, true]))).toEqual([["it's", 12]]);
    expect(rowsOf(await sql('SELECT ? AS a, ? AS b, ? AS c', undefined, [1.5, null, 'x']))).toEqual([[1.5, null, 'x']]);
  });

  test('is cut off at its limit in its own order', async () => {
    const text = 'SELECT level, SUM("visits") AS v FROM MODEL GROUP BY 1 ORDER BY 1 DESC';
    const answer = await post('/v1/sql', { sql: text.replaceAll('MODEL', `"${name}"`), limit: 2 });
    expect(answer.body).toMatchObject({
      rows: [
        [4, 24],
        [3, 24],
      ],
      truncated: true,
    });
  });

  test.each([
    ['SELECT SUM("visits") FROM MODEL'],
    ['SELECT SUM(m."visits") FROM MODEL AS m'],
    ['SELECT SUM("visits") FROM druid.MODEL'],
    ['SELECT SUM("visits") FROM (SELECT * FROM MODEL)'],
    ['WITH m AS (SELECT * FROM MODEL) SELECT SUM("visits") FROM m'],
    ['WITH MODEL AS (SELECT * FROM MODEL) SELECT SUM("visits") FROM MODEL'],
    ['WITH a AS (SELECT 1 AS x), MODEL AS (SELECT * FROM druid.MODEL) SELECT SUM("visits") FROM MODEL'],
    ['SELECT SUM("visits") FROM MODEL WHERE org = \'blue\' OR 1 = 1'],
    ['SELECT SUM("visits") FROM MODEL WHERE level IN (SELECT level FROM MODEL)'],
    ['SELECT SUM(v) FROM (SELECT "visits" AS v FROM MODEL UNION ALL SELECT "visits" FROM MODEL WHERE 1 = 0)'],
    ['SELECT (SELECT SUM("visits") FROM MODEL)'],
    ['SELECT SUM(a."visits") FROM MODEL a JOIN (SELECT DISTINCT org FROM MODEL) b ON a.org = b.org'],
    ['SELECT SUM(a."visits") FROM (SELECT 1 AS x) o CROSS JOIN MODEL a'],
    ['SELECT SUM("visits") FILTER (WHERE org IS NOT NULL) /* , */ FROM /* */ MODEL -- WHERE'],
    ['SELECT MAX(s) FROM (SELECT SUM("visits") OVER () AS s FROM MODEL)'],
  ])('shows a token the rows of its filter only: %s', async (text) => {
    expect(rowsOf(await sql(text, redToken))).toEqual([[40]]);
    expect(rowsOf(await sql(text))).toEqual([[120]]);
  });

  test.each([
    ['SELECT * FROM INFORMATION_SCHEMA.TABLES', 403, 'query.refused'],
    ['SELECT * FROM sys.segments', 403, 'query.refused'],
    ["SELECT * FROM TABLE(APPEND('MODEL'))", 403, 'query.refused'],
    ['EXPLAIN PLAN FOR SELECT * FROM MODEL', 403, 'query.refused'],
    ['SET useCache = FALSE; SELECT * FROM MODEL', 403, 'query.refused'],
    ['SELECT SUM("visits") OVER (PARTITION BY (SELECT MAX(org) FROM MODEL)) FROM MODEL', 403, 'query.refused'],
    ['SELECT * FROM "no-such-model"', 404, 'definition.not-found'],
    ['SELECT nothing FROM MODEL', 422, 'query.invalid'],
    ['SELECT FROM WHERE', 422, 'query.invalid'],
    ['SELECT * FROM MODEL WHERE EXISTS (SELECT 1 FROM MODEL)', 422, 'query.invalid'],
    ['SELECT 1 / 0', 422, 'query.invalid'],
    ['SELECT MOD(1, 0)', 422, 'query.invalid'],
    ["SELECT REGEXP_EXTRACT('a', '(')", 422, 'query.invalid'],
    ['SELECT 1 / (level - level) FROM MODEL', 422, 'query.invalid'],
    ['SELECT SUM(1 / (level - level)) FROM MODEL', 422, 'query.invalid'],
    ['SELECT MOD(1, level - level), COUNT(*) FROM MODEL GROUP BY 1', 422, 'query.invalid'],
    ["SELECT REPEAT('a', 2000000000)", 403, 'query.refused'],
  ])('is refused: %s', async (text, status, code) => {
    expect(await sql(text)).toMatchObject({ status, body: { code } });
  });

  test('is refused for a parameter that only then is wrong', async () => {
    expect(await sql('SELECT 7 / ?', undefined, [7])).toMatchObject({ status: 200, body: { rows: [[1]] } });
    expect(await sql('SELECT 7 / ?', undefined, [0])).toMatchObject({
      status: 422,
      body: { code: 'query.invalid', detail: '/ by zero' },
    });
  });

  test('is refused to a token of other models, in every place of a table', async () => {
    expect(await sql('SELECT * FROM MODEL', strangerToken)).toMatchObject({ status: 403 });
    expect(await sql('SELECT (SELECT MAX(org) FROM MODEL)', strangerToken)).toMatchObject({ status: 403 });
    expect(await sql('WITH a AS (SELECT org FROM MODEL) SELECT 1', strangerToken)).toMatchObject({ status: 403 });
  });
});

describe('a query that takes too long', () => {
  /** 120 ^ 5 rows. */
  const slow = {
    sql: `SELECT COUNT(*) FROM "${name}" a, "${name}" b, "${name}" c, "${name}" d, "${name}" e WHERE a.level + b.level + c.level + d.level + e.level > 3`,
  };
  const isRunning = (id: string) => api.context.druid.sql.cancel(id);

  test('ends at its timeout', async () => {
    const started = Date.now();
    const answer = await post('/v1/sql', { ...slow, timeout: 'PT1S' });
    expect(answer).toMatchObject({ status: 504, body: { code: 'query.timeout' } });
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('is cancelled in Druid when its client goes away', async () => {
    const id = crypto.randomUUID();
    vi.spyOn(api.context, 'newUuid').mockReturnValueOnce(id);
    const client = new AbortController();
    const answer = api.fetchRaw('POST', '/v1/sql', { body: slow, signal: client.signal });
    await sleep(2000);
    client.abort();
    await Promise.allSettled([answer]);
    await sleep(1000);
    expect(await isRunning(id)).toBe(false);
  });

  test('is cancelled by its id', async () => {
    const id = crypto.randomUUID();
    vi.spyOn(api.context, 'newUuid').mockReturnValueOnce(id);
    const answer = post('/v1/sql', slow);
    await until(async () => expect((await api.request('DELETE', `/v1/query/${id}`)).status).toBe(204));
    expect(await answer).toMatchObject({ status: 409, body: { code: 'query.cancelled' } });
    expect(await api.request('DELETE', `/v1/query/${id}`)).toMatchObject({ status: 404 });
  });

  test('is cancelled by its id while its rows arrive', async () => {
    /** 120 ^ 4 rows, which Druid streams. */
    const text = `SELECT a.org, b.site FROM "${name}" a, "${name}" b, "${name}" c, "${name}" d WHERE a.level >= 0`;
    const request = { body: { sql: text, limit: 5_000_000 }, headers: { accept: 'application/x-ndjson' } };
    const answer = await api.fetchRaw('POST', '/v1/sql', request);
    const lines = linesOf(answer);
    const { queryId } = z.object({ queryId: z.uuid() }).parse(JSON.parse((await lines.next()).value ?? ''));
    await lines.next();

    expect((await api.request('DELETE', `/v1/query/${queryId}`)).status).toBe(204);
    const rest = await Array.fromAsync(lines);

    expect(JSON.parse(rest.at(-1) ?? '')).toMatchObject({ error: { code: 'query.cancelled' } });
    expect(rest.length).toBeLessThan(4_000_000);
    expect(await api.request('DELETE', `/v1/query/${queryId}`)).toMatchObject({ status: 404 });
  });
});

/** Each line of an answer as it arrives. */
async function* linesOf(answer: Response): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
