// The whole way of the example: 100,000 flights, 1% of them broken, half of those put straight into Kafka.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { DeadLetter } from '#schemas/stream.ts';
import { QueryResult } from '#schemas/query.ts';
import { createApiClient } from '#cli/api-client.ts';
import { readConnection } from '#cli/connection.ts';

const POSTED = 99_500;
const BROKEN_POSTED = 500;
const BROKEN_IN_KAFKA = [
  { value: 'not json at all', reason: /./ },
  { value: '{"time":"2026-01-01T00:00:00.000Z","origin":"JFK","destination":"LAX","delay":"very"}', reason: /delay/ },
  { value: '{"time":"2026-01-01T00:00:00.000Z","destination":"LAX","delay":1,"distance":5}', reason: /origin/ },
  { value: '{"time":"yesterday","origin":"JFK","destination":"LAX"}', reason: /time/ },
  { value: '', reason: /./ },
];
const COPIES = 100;
const WAIT = { timeout: 240_000, interval: 1000 };

const root = path.resolve(import.meta.dirname, '../..');
const node = (script: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [path.join(root, script), ...args], { timeout: 300_000, maxBuffer: 1 << 26 });
const api = createApiClient(readConnection({}, process.env));
let context: Context;

beforeAll(async () => {
  context = createContext(readSettings(process.env));
  await node('cli/main.ts', 'apply', '-f', 'examples/flights', '--start');
});
afterAll(async () => {
  await node('cli/main.ts', 'stop', 'flights-clean');
  await context.close();
});

async function ask(query: object): Promise<unknown[][]> {
  const answer = await api.request('POST', '/v1/query', { body: query });
  return QueryResult.parse(await answer.json()).rows;
}

async function sumOfFlights(): Promise<unknown> {
  const [row] = await ask({ model: 'flights', measures: ['flights'], timeRange: { last: 'P1D' } });
  return row?.[0];
}

async function deadLetters(): Promise<DeadLetter[]> {
  const Page = z.object({ items: z.array(z.object({ value: DeadLetter })) });
  const answer = await api.get('/v1/streams/flights.dead-letter/events', { from: 'earliest', limit: '5000' });
  return Page.parse(answer).items.map(({ value }) => value);
}

describe('of 100,000 flights', () => {
  it(
    'each is delivered or dead-lettered with its reason, and Druid adds up to what was delivered',
    { timeout: 600_000 },
    async () => {
      const replay = ['--backfill', 'PT1H', '--backfill-events', String(POSTED), '--total', String(POSTED)];
      await node('examples/flights/replay.ts', ...replay, '--broken', String((BROKEN_POSTED + 0.5) / POSTED));
      const kafka = await context.kafka.cluster('main');
      const broken = BROKEN_IN_KAFKA.flatMap(({ value }) => Array.from({ length: COPIES }, () => Buffer.from(value)));
      await kafka.send(broken.map((value) => ({ topic: 'flights', key: undefined, value })));

      await vi.waitFor(async () => expect(await sumOfFlights()).toBe(POSTED - BROKEN_POSTED), WAIT);
      await vi.waitFor(async () => expect(await deadLetters()).toHaveLength(BROKEN_POSTED + broken.length), WAIT);

      const letters = await deadLetters();
      const fromIngest = letters.filter(({ source }) => source === 'ingest');
      const fromPipeline = letters.filter(({ source }) => source === 'pipeline:flights-clean');
      expect([fromIngest.length, fromPipeline.length]).toEqual([BROKEN_POSTED, broken.length]);
      expect(letters.filter(({ reason }) => reason === '')).toEqual([]);
      expect(fromPipeline.filter(({ partition, offset }) => partition === null || offset === null)).toEqual([]);
      for (const { value, reason } of BROKEN_IN_KAFKA) {
        const same = fromPipeline.filter(({ raw }) => Buffer.from(raw, 'base64').toString('utf8') === value);
        expect(same).toHaveLength(COPIES);
        expect(same.filter((letter) => !reason.test(letter.reason))).toEqual([]);
      }
    },
  );

  it('the origin is embedded, so that states can be compared', async () => {
    const query = {
      model: 'flights',
      measures: ['flights', 'delay_mean', 'delay_p95', 'destinations'],
      dimensions: ['origin_state'],
      timeRange: { last: 'P1D' },
      orderBy: [{ field: 'flights', direction: 'desc' }],
    };
    const rows = await ask(query);
    const byState = new Map(rows.map(([state, ...measures]) => [state, measures]));
    expect(byState.size).toBeGreaterThan(40);
    expect(byState.get('TX')).toEqual([expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(byState.get(null)).toBeUndefined();
  });
});
