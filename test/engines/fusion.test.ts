// Fused windows on the real Druid: what many rules are told together is what each is told alone.
// One long file, as all share a model, whose start takes most of the time.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { explainWindows, measureWindows } from '#functions/alerts/acts/measure-windows.ts';
import { dimensionCardinalities } from '#functions/alerts/acts/dimension-cardinalities.ts';
import type { Ask, AskedWindows } from '#functions/alerts/logic/fusion/ask.ts';
import { modelStore } from '#functions/models/store.ts';
import { openDruid } from '#engines/druid/druid.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';
import type { Model, StoredModel } from '#schemas/model.ts';
import { QueryResult } from '#schemas/query.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { askOneByOne, differences } from './fusion/ask-one-by-one.ts';
import { askSet, CARRIERS, CITIES, CODES, SCORES } from './fusion/random-asks.ts';

const SEED = 20_240_501;
const MINUTE_MS = 60_000;
/** Few enough for a window that quantiles sketches keep every value (up to 256): beyond, they drop some at random. */
const EVENTS = 900;
const SPAN_MS = 20 * MINUTE_MS;
const stream = uniqueName('t-fusion');
const model = uniqueName('t-fusion');

let api: TestApi;
/** The first event's time, on a whole hour's tenth. */
let base: number;

const iso = (ms: number) => new Date(ms).toISOString();
const anAsk = (changes: Partial<Ask> = {}): Ask => ({
  key: 'a',
  measure: 'row_count',
  filters: [],
  groupBy: [],
  maxSeries: 1000,
  ...changes,
});
const windowsOf = (windowMinutes: number, ...endMinutes: number[]): AskedWindows => ({
  windowMs: windowMinutes * MINUTE_MS,
  ends: endMinutes.map((minute) => base + minute * MINUTE_MS),
});

beforeAll(prepare);

afterAll(async () => {
  await api.request('DELETE', `/v1/models/${model}`);
  await api.request('DELETE', `/v1/streams/${stream}`);
  await api.close();
});

const MODEL = {
  name: model,
  owner: 'tests',
  stream,
  dimensions: [
    { name: 'city' },
    { name: 'carrier' },
    { name: 'code', type: 'long' },
    { name: 'score', type: 'double' },
  ],
  measures: [
    { name: 'row_count', kind: 'count' },
    { name: 'amount_sum', kind: 'sum', column: 'amount' },
    { name: 'quantity_sum', kind: 'sum', column: 'quantity', type: 'long' },
    { name: 'quantity_min', kind: 'min', column: 'quantity', type: 'long' },
    { name: 'amount_max', kind: 'max', column: 'amount' },
    { name: 'amount_mean', kind: 'mean', column: 'amount' },
    { name: 'quantity_mean', kind: 'mean', column: 'quantity', type: 'long' },
    { name: 'user_count', kind: 'distinct', column: 'user' },
    { name: 'amount_p90', kind: 'quantile', column: 'amount', fraction: 0.9 },
  ],
};

const eventFrom = (base: number) =>
  fc.record({
    at: fc.integer({ min: 0, max: SPAN_MS / 1000 - 1 }).map((second) => iso(base + second * 1000)),
    city: fc.constantFrom(...CITIES),
    carrier: fc.constantFrom(...CARRIERS),
    code: fc.constantFrom(...CODES),
    score: fc.constantFrom(...SCORES),
    amount: fc.option(fc.double({ min: -1000, max: 1000, noNaN: true })),
    quantity: fc.option(fc.integer({ min: -1000, max: 1000 })),
    user: fc.integer({ min: 0, max: 300 }).map((id) => `user-${id}`),
  });

async function prepare(): Promise<void> {
  api = await startApi();
  base = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000;
  const fields = [
    { name: 'at', type: 'timestamp', nullable: false },
    { name: 'city', type: 'string' },
    { name: 'carrier', type: 'string' },
    { name: 'code', type: 'long' },
    { name: 'score', type: 'double' },
    { name: 'amount', type: 'double' },
    { name: 'quantity', type: 'long' },
    { name: 'user', type: 'string' },
  ];
  const schema = { fields, eventTime: 'at' };
  const body = { name: stream, owner: 'tests', layer: 'ODS', partitions: 1, schema };
  expect((await api.request('POST', '/v1/streams', { body })).status).toBe(201);
  expect((await api.request('POST', '/v1/models', { body: MODEL })).status).toBe(201);
  const events = fc.sample(eventFrom(base), { seed: SEED, numRuns: EVENTS });
  const sent = await api.request('POST', `/v1/streams/${stream}/events`, { body: events });
  expect(sent.body).toMatchObject({ delivered: EVENTS });
  await vi.waitFor(async () => expect(await countAll()).toBe(EVENTS), { timeout: 90_000, interval: 300 });
}

async function countAll(): Promise<unknown> {
  const body = { model, measures: ['row_count'], timeRange: { from: iso(base), to: iso(base + SPAN_MS) } };
  return QueryResult.parse((await api.request('POST', '/v1/query', { body })).body).rows[0]?.[0];
}

async function compareAll(asks: Ask[], windows: AskedWindows): Promise<string[]> {
  const fused = await measureWindows(api.context, { model, windows, asks });
  const found: string[] = [];
  for (const ask of asks) {
    const single = await askOneByOne(api.context, { model, count: 'row_count', windows, ask });
    found.push(...differences(fused.get(ask.key), single).map((one) => `${JSON.stringify(ask)} ${one}`));
  }
  return found;
}

describe('windows measured for many rules at once', () => {
  it.each([
    { name: 'one window', windowMinutes: 5, endMinutes: [7] },
    { name: 'windows that follow each other', windowMinutes: 4, endMinutes: [4, 8, 12] },
    { name: 'sliding windows', windowMinutes: 5, endMinutes: [5, 6, 7, 9] },
    { name: 'windows apart from each other', windowMinutes: 2, endMinutes: [3, 9, 40] },
  ])('are those of one query each: $name', async ({ windowMinutes, endMinutes }) => {
    const windows = windowsOf(windowMinutes, ...endMinutes);
    await fc.assert(
      fc.asyncProperty(askSet, async (asks) => {
        expect(await compareAll(asks, windows)).toEqual([]);
      }),
      { seed: SEED, numRuns: 2, endOnFailure: true },
    );
  });

  it('are asked for in all three ways', async () => {
    const asks = [
      anAsk({ key: 'sum', filters: [{ dimension: 'city', operator: 'like', value: 'O%' }], groupBy: ['carrier'] }),
      anAsk({ key: 'held', measure: 'amount_p90', filters: [{ dimension: 'city', operator: '=', value: 'Oslo' }] }),
      anAsk({ key: 'sketch', measure: 'user_count', filters: [{ dimension: 'city', operator: '!=', value: 'Oslo' }] }),
    ];

    const { plan } = await explainWindows(api.context, { model, windows: windowsOf(5, 5), asks });

    expect(plan.queries.map(({ kind, exact, dimensions }) => ({ kind, exact, dimensions }))).toEqual([
      { kind: 'rollup', exact: false, dimensions: ['carrier', 'city'] },
      { kind: 'rollup', exact: true, dimensions: ['city'] },
      { kind: 'filtered', exact: false, dimensions: [] },
    ]);
  });

  it('have no series where there is no row', async () => {
    const asks = [anAsk(), anAsk({ key: 'b', measure: 'user_count' }), anAsk({ key: 'c', groupBy: ['city'] })];
    const windows = windowsOf(5, 500, 505);

    const answers = await measureWindows(api.context, { model, windows, asks });

    const none = { ok: true, windows: new Map(windows.ends.map((end) => [end, []])) };
    expect([...answers]).toEqual([
      ['a', none],
      ['b', none],
      ['c', none],
    ]);
  });

  it('are an error, never a part, where an ask has more series than it may', async () => {
    const groupBy = ['city', 'code'];
    const asks = [
      anAsk({ key: 'few', groupBy, maxSeries: 10 }),
      anAsk({ key: 'many', groupBy, maxSeries: 1000 }),
      anAsk({ key: 'few sketches', measure: 'user_count', groupBy, maxSeries: 10 }),
    ];

    const answers = await measureWindows(api.context, { model, windows: windowsOf(10, 10), asks });

    const refused = {
      ok: false,
      error: expect.objectContaining({ code: 'query.invalid', message: expect.stringContaining('10') }),
    };
    expect(answers.get('few')).toMatchObject(refused);
    expect(answers.get('few sketches')).toMatchObject(refused);
    expect(answers.get('many')).toMatchObject({ ok: true });
  });

  it('say of an ask that does not fit the model what is wrong, and answer the others', async () => {
    const asks = [
      anAsk(),
      anAsk({ key: 'b', measure: 'nothing', filters: [{ dimension: 'code', operator: '=', value: 'x' }] }),
    ];

    const answers = await measureWindows(api.context, { model, windows: windowsOf(10, 10), asks });

    expect(answers.get('a')).toMatchObject({ ok: true });
    expect(answers.get('b')).toMatchObject({
      ok: false,
      error: { code: 'query.invalid', errors: [{ pointer: '/measure' }, { pointer: '/filters/0/value' }] },
    });
  });

  it('fail for those asks alone that Druid refuses', async () => {
    const stored = await storedModelWith([{ name: 'gone', type: 'string' }]);
    const asks = Array.from({ length: 12 }, (_, index) =>
      anAsk({
        key: String(index),
        filters: [{ dimension: index % 5 === 3 ? 'gone' : 'city', operator: '=', value: 'Oslo' }],
      }),
    );

    const answers = await measureWindows(contextWith(stored), { model, windows: windowsOf(10, 10), asks });

    expect([...answers].filter(([, { ok }]) => !ok).map(([key]) => key)).toEqual(['3', '8']);
    expect(answers.get('3')).toMatchObject({
      error: { code: 'query.invalid', message: expect.stringContaining('gone') },
    });
  });

  it('have no series for a model that Druid has no row of yet', async () => {
    const name = uniqueName('t-none');
    const stored = { ...(await storedModelWith([])), name };

    const answers = await measureWindows(contextWith(stored), {
      model: name,
      windows: windowsOf(10, 10),
      asks: [anAsk()],
    });

    expect(answers.get('a')).toEqual({ ok: true, windows: new Map([[base + 10 * MINUTE_MS, []]]) });
  });

  it('are not answered at all when Druid cannot be reached', async () => {
    const unreachable = openDruid({ brokerUrl: 'http://127.0.0.1:9', coordinatorUrl: 'http://127.0.0.1:9' });
    const context = { ...api.context, druid: unreachable };

    const answers = measureWindows(context, { model, windows: windowsOf(10, 10), asks: [anAsk()] });

    await expect(answers).rejects.toMatchObject({ name: 'EngineError', kind: 'unreachable' });
    await unreachable.close();
  });

  it('are not answered in part when an answer breaks off', async () => {
    const context = contextWhoseAnswersBreakOff();

    const answers = measureWindows(context, {
      model,
      windows: windowsOf(10, 10),
      asks: [anAsk({ groupBy: ['city'] })],
    });

    await expect(answers).rejects.toMatchObject({ name: 'EngineError', kind: 'failed' });
  });
});

describe('what is known of the dimensions of a model', () => {
  it('is measured once and shared by all processes', async () => {
    const stored = await storedModelWith([]);
    const measured = await dimensionCardinalities(api.context, stored);
    const silent = openDruid({ brokerUrl: 'http://127.0.0.1:9', coordinatorUrl: 'http://127.0.0.1:9' });

    const again = await dimensionCardinalities({ ...api.context, druid: silent }, stored);

    expect(again).toEqual(measured);
    expect(measured.values['city']).toBeGreaterThanOrEqual(CITIES.length - 1);
    expect(measured.rowsPerMs).toBeGreaterThan(0);
    await silent.close();
  });
});

/** The model with further dimensions, of which the datasource does not know. */
async function storedModelWith(dimensions: Model['dimensions']): Promise<StoredModel> {
  const stored = await modelStore(api.context.table).get(model);
  if (stored === undefined) throw new Error('the model is not stored');
  return { ...stored, dimensions: [...stored.dimensions, ...dimensions] };
}

/** A context of its own, for which the model is another. */
function contextWith(stored: StoredModel): Context {
  const { version, createdAt, updatedAt, ...definition } = stored;
  const table: Context['table'] = {
    ...api.context.table,
    get: async (key) =>
      key.pk === 'definition#model'
        ? { ...key, version, createdAt, updatedAt, definition }
        : api.context.table.get(key),
  };
  return { ...api.context, table };
}

function contextWhoseAnswersBreakOff(): Context {
  const { druid } = api.context;
  const stream: Context['druid']['sql']['stream'] = async (statement) => {
    const answer = await druid.sql.stream(statement);
    return { ...answer, rows: breakOff(answer.rows) };
  };
  return { ...api.context, druid: { ...druid, sql: { ...druid.sql, stream } } };
}

async function* breakOff(rows: AsyncGenerator<Buffer, void, undefined>): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of rows) {
    yield chunk.subarray(0, chunk.length - 2);
    throw new EngineError('druid', 'failed', 'druid stopped in the middle of its answer');
  }
}
