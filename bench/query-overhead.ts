// What the platform adds to Druid: POST /v1/query against the very same SQL sent to Druid, and a 1,000,000-row NDJSON export.
import { execFileSync } from 'node:child_process';
import { compileQuery } from '#functions/queries/logic/compile-query.ts';
import { Filter } from '#schemas/filter.ts';
import { Model } from '#schemas/model.ts';
import { Query } from '#schemas/query.ts';
import { atLeast, atMost, figure, percentile } from './support/figure.ts';
import type { Bench, Figure } from './support/figure.ts';
import { fillFlights } from './support/fill-flights.ts';
import { withHome } from './support/home.ts';
import type { RunningHome } from './support/home.ts';

const ROWS = 1_200_000;
const EXPORTED = 1_000_000;
const WARM_UP = 200;
const PAIRS = 500;
const CLIENTS = 8;
const ROUND_MS = 8_000;
const ROUNDS = 4;
const ORIGINS = [
  'ATL',
  'ORD',
  'DFW',
  'LAX',
  'PHX',
  'DEN',
  'IAH',
  'LAS',
  'DTW',
  'MSP',
  'STL',
  'EWR',
  'SFO',
  'CLT',
  'BOS',
  'SEA',
];

const MODEL = Model.parse({
  name: 'bench_flights',
  owner: 'bench',
  stream: 'bench_flights',
  dimensions: [{ name: 'origin' }, { name: 'destination' }],
  measures: [
    { name: 'flights', kind: 'count' },
    { name: 'delay_mean', kind: 'mean', column: 'delay', type: 'long' },
    { name: 'distance_sum', kind: 'sum', column: 'distance', type: 'long' },
  ],
  rollup: 'none',
});
const ROW_FILTER = Filter.parse({ dimension: 'destination', operator: '!=', value: 'HNL' });

export const queryOverhead: Bench = {
  about: 'POST /v1/query and an NDJSON export against the same SQL sent to Druid directly',
  run: (say) =>
    withHome({ say }, async (home) => {
      say(`sending ${ROWS.toLocaleString('en')} flights`);
      await fillFlights(home, { model: MODEL, rows: ROWS });
      const limited = await home.withToken({
        role: 'viewer',
        models: [MODEL.name],
        rowFilters: [{ model: MODEL.name, filter: ROW_FILTER }],
      });
      say('comparing single queries');
      const latency = await compareLatency(home, limited);
      say('comparing throughput');
      const throughput = await compareThroughput(home, limited);
      say(`comparing exports of ${EXPORTED.toLocaleString('en')} rows`);
      return [...latency, ...throughput, ...(await compareExports(home))];
    }),
};

/** The nth query: no two are alike, so no cache could help. */
function queryOf(n: number) {
  const from = new Date(Date.now() - (90 + (n % 37)) * 60_000 - n);
  return Query.parse({
    model: MODEL.name,
    measures: ['flights', 'delay_mean', 'distance_sum'],
    dimensions: ['destination'],
    filters: [{ dimension: 'origin', operator: '=', value: ORIGINS[n % ORIGINS.length] }],
    timeRange: { from: from.toISOString(), to: new Date(from.getTime() + 3_600_000).toISOString() },
    orderBy: [{ field: 'flights', direction: 'desc' }],
    limit: 100,
  });
}

async function direct(home: RunningHome, query: Query): Promise<void> {
  const compiled = compileQuery({ query, model: MODEL, rowFilters: [ROW_FILTER], now: new Date() });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  const { sql, parameters } = compiled.statement;
  await readAll(
    home.druid({
      query: sql,
      parameters,
      resultFormat: 'arrayLines',
      header: true,
      typesHeader: true,
      sqlTypesHeader: true,
    }),
  );
}

const viaApi = (home: RunningHome, query: Query): Promise<void> => readAll(home.request('POST', '/v1/query', query));

async function readAll(pending: Promise<Response>): Promise<void> {
  const response = await pending;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** One at a time, in pairs; which of the two goes first alternates. */
async function compareLatency(home: RunningHome, limited: RunningHome): Promise<Figure[]> {
  const directMs: number[] = [];
  const apiMs: number[] = [];
  for (let n = 0; n < WARM_UP + PAIRS; n++) {
    const query = queryOf(n);
    const pair = [
      async () => directMs.push(await timed(() => direct(home, query))),
      async () => apiMs.push(await timed(() => viaApi(limited, query))),
    ];
    for (const one of n % 2 === 0 ? pair : pair.toReversed()) await one();
  }
  const [fromDruid, fromApi] = [directMs.slice(WARM_UP), apiMs.slice(WARM_UP)];
  const ratio = (fraction: number) => percentile(fromApi, fraction) / percentile(fromDruid, fraction);
  const compared = (fraction: number) =>
    `${percentile(fromApi, fraction).toFixed(2)} ms against ${percentile(fromDruid, fraction).toFixed(2)} ms`;
  return [
    atMost(1.1, { name: 'POST /v1/query p50', value: ratio(0.5), unit: 'x of Druid', compared: compared(0.5) }),
    figure({ name: 'POST /v1/query p99', value: ratio(0.99), unit: 'x of Druid', compared: compared(0.99) }),
  ];
}

const perSecond = (count: number): string => ((count * 1000) / (ROUNDS * ROUND_MS)).toFixed(1);

async function compareThroughput(home: RunningHome, limited: RunningHome): Promise<Figure[]> {
  const done = { direct: 0, api: 0 };
  let n = 1_000_000;
  const round = async (one: (query: Query) => Promise<void>) => {
    const until = performance.now() + ROUND_MS;
    let count = 0;
    const client = async () => {
      while (performance.now() < until) {
        await one(queryOf(n++));
        count++;
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return count;
  };
  for (let index = 0; index < ROUNDS; index++) {
    done.direct += await round((query) => direct(home, query));
    done.api += await round((query) => viaApi(limited, query));
  }
  const compared = `${perSecond(done.api)} against ${perSecond(done.direct)} queries/s, ${CLIENTS} clients`;
  return [
    atLeast(0.9, { name: 'POST /v1/query throughput', value: done.api / done.direct, unit: 'x of Druid', compared }),
  ];
}

async function compareExports(home: RunningHome): Promise<Figure[]> {
  const sql = 'SELECT "__time", "origin", "destination", "distance_sum" FROM "bench_flights"';
  const format = { resultFormat: 'arrayLines', header: true, typesHeader: true, sqlTypesHeader: true };
  const fromDruid = () => drain(home.druid({ query: `${sql} LIMIT ${EXPORTED}`, ...format }), 4);
  const fromApi = () =>
    drain(home.request('POST', '/v1/sql', { sql, limit: EXPORTED }, { accept: 'application/x-ndjson' }), 2);
  const rates = { direct: 0, api: 0 };
  const before = residentMiB(home.apiPid);
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, residentMiB(home.apiPid));
  }, 50);
  for (let round = 0; round < ROUNDS; round++) {
    const pair = [async () => (rates.direct += await fromDruid()), async () => (rates.api += await fromApi())];
    for (const one of round % 2 === 0 ? pair : pair.toReversed()) await one();
  }
  clearInterval(watch);
  const compared = `${Math.round(rates.api / ROUNDS)} against ${Math.round(rates.direct / ROUNDS)} rows/s`;
  return [
    atLeast(0.8, { name: 'NDJSON export', value: rates.api / rates.direct, unit: 'x of Druid', compared }),
    atMost(64, {
      name: 'memory growth of the API during exports',
      value: most - before,
      unit: 'MiB',
      compared: `${before} MiB before`,
    }),
  ];
}

/** Rows per second; checks that all rows came, beside `others` lines that are no rows. */
async function drain(pending: Promise<Response>, others: number): Promise<number> {
  const startedAt = performance.now();
  const response = await pending;
  if (!response.ok || response.body === null)
    throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  let lines = 0;
  for await (const chunk of response.body) lines += countNewlines(chunk);
  if (lines !== EXPORTED + others) throw new Error(`${response.url} gave ${lines} lines, not ${EXPORTED + others}`);
  return EXPORTED / ((performance.now() - startedAt) / 1000);
}

function countNewlines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}

function residentMiB(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
}
