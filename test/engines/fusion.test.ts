// Fused windows on the real Druid: what many rules are told together is what each is told alone.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { measureWindows } from '#functions/alerts/acts/measure-windows.ts';
import { dimensionCardinalities } from '#functions/alerts/acts/dimension-cardinalities.ts';
import { explainWindows } from '#functions/alerts/acts/measure-windows.ts';
import type { Ask, AskedWindows } from '#functions/alerts/logic/fusion/ask.ts';
import { modelStore } from '#functions/models/store.ts';
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';
import { Model } from '#schemas/model.ts';
import { QueryResult } from '#schemas/query.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { askOneByOne, differences } from './fusion/ask-one-by-one.ts';
import { askSet, CARRIERS, CITIES, CODES, SCORES } from './fusion/random-asks.ts';

const SEED = 20_240_501;
const MINUTE_MS = 60_000;
const EVENTS = 3000;
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

const event = fc.record({
  at: fc.integer({ min: 0, max: SPAN_MS / 1000 - 1 }).map((second) => second * 1000),
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
  const events = fc.sample(event, { seed: SEED, numRuns: EVENTS }).map((one) => ({ ...one, at: iso(base + one.at) }));
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
});
