// The last part of the bench `capacity`: a model reads a stream that is there already, hands its segments over, and is queried.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ModelStatus } from '#schemas/model.ts';
import { cpuSecondsOf } from './cpu-seconds.ts';
import { sampleBetween } from './capacity-sample.ts';
import type { Sample } from './capacity-sample.ts';
import { expectOk } from './home.ts';
import type { RunningHome } from './home.ts';

/** Until then only: a task that has nothing left to read is not at work. */
const MEASURED_UP_TO = 0.9;
const LONGEST_HANDOVER_MS = 240_000;
/** Druid's JVMs take hundreds of queries until they are as fast as they get. */
const WARM_UP_QUERIES = 300;
const QUERIES = 300;
const CLIENTS = 2;

export interface Serving {
  stream: string;
  warmUp: number;
  count: number;
}

export interface DruidSamples {
  /** Rows that a task read and indexed. */
  ingest: Sample;
  /** What publishing them cost in addition. */
  handOver: Sample;
  /** On disk of a historical. */
  segmentBytesPerRow: number;
}

/** Without rollup: each event is a row of five dimensions and three columns of measures. */
export async function measureDruidIngest(home: RunningHome, { stream, warmUp, count }: Serving): Promise<DruidSamples> {
  await expectOk(home.request('POST', '/v1/models', modelOf(stream)));
  const processed = async () => (await statusOf(home, stream)).processed ?? 0;
  const watched = { what: `rows in ${stream}`, count: processed, cpuSeconds: taskCpu };
  const ingest = await sampleBetween(watched, { from: warmUp, to: Math.floor(count * MEASURED_UP_TO) });
  await sampleBetween(watched, { from: count, to: count });
  const before = taskCpu();
  await expectOk(home.request('POST', `/v1/models/${stream}/suspend`));
  const { bytes } = await untilHandedOver(home, { stream, count });
  return { ingest, handOver: { count, cpuSeconds: taskCpu() - before }, segmentBytesPerRow: bytes / count };
}

export interface QuerySamples {
  /** Rows that historicals went through. */
  scan: Sample;
  /** Queries. */
  api: Sample;
  broker: Sample;
}

/** Each query groups all rows of the segments that pass a filter; no two are alike, so no cache could help. */
export async function measureQueries(home: RunningHome, serving: Serving, startMs: number): Promise<QuerySamples> {
  let next = 0;
  const askUpTo = async (last: number): Promise<void> => {
    const client = async () => {
      while (next < last) await ask(home, serving, { startMs, number: next++ });
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  };
  await askUpTo(WARM_UP_QUERIES);
  const before = queryCpu();
  await askUpTo(WARM_UP_QUERIES + QUERIES);
  const after = queryCpu();
  return {
    scan: { count: QUERIES * serving.count, cpuSeconds: after.historical - before.historical },
    api: { count: QUERIES, cpuSeconds: after.api - before.api },
    broker: { count: QUERIES, cpuSeconds: after.broker - before.broker },
  };
}

const taskCpu = () => cpuSecondsOf((name) => name === 'druid-indexer');
const queryCpu = () => ({
  api: cpuSecondsOf((name) => name === 'api'),
  broker: cpuSecondsOf((name) => name === 'druid-broker'),
  historical: cpuSecondsOf((name) => name === 'druid-historical'),
});

const modelOf = (stream: string) => ({
  name: stream,
  owner: 'bench',
  stream,
  dimensions: [
    { name: 'user_id' },
    { name: 'country' },
    { name: 'device' },
    { name: 'page' },
    { name: 'status', type: 'long' },
  ],
  measures: [
    { name: 'events', kind: 'count' },
    { name: 'amount_sum', kind: 'sum', column: 'amount' },
    { name: 'took_ms_max', kind: 'max', column: 'took_ms', type: 'long' },
  ],
  rollup: 'none',
});

async function statusOf(home: RunningHome, model: string): Promise<ModelStatus> {
  return ModelStatus.parse(await (await expectOk(home.request('GET', `/v1/models/${model}/status`))).json());
}

async function ask(
  home: RunningHome,
  { stream }: Serving,
  { startMs, number }: { startMs: number; number: number },
): Promise<void> {
  const query = {
    model: stream,
    measures: ['events', 'amount_sum'],
    dimensions: ['country'],
    filters: [{ dimension: 'device', operator: '!=', value: 'device-9' }],
    timeRange: { from: new Date(startMs - 1 - number).toISOString(), to: new Date(startMs + DAY_MS).toISOString() },
  };
  await (await expectOk(home.request('POST', '/v1/query', query))).arrayBuffer();
}

const DAY_MS = 86_400_000;
/** Empty where there are no segments yet. */
const Sums = z.array(z.tuple([z.coerce.number(), z.coerce.number()])).max(1);

/** All rows are in segments of historicals, none with a task. */
async function untilHandedOver(
  home: RunningHome,
  { stream, count }: Pick<Serving, 'stream' | 'count'>,
): Promise<{ bytes: number }> {
  const last = performance.now() + LONGEST_HANDOVER_MS;
  const query = `SELECT SUM(num_rows), SUM("size") FROM sys.segments
    WHERE datasource = '${stream}' AND is_published = 1 AND is_available = 1 AND is_realtime = 0`;
  for (;;) {
    const answer = await expectOk(home.druid({ query, resultFormat: 'array' }));
    const [[rows, bytes] = [0, 0]] = Sums.parse(await answer.json());
    if (rows === count) return { bytes };
    if (performance.now() > last) throw new Error(`only ${rows} of ${count} rows of ${stream} are handed over`);
    await sleep(500);
  }
}
