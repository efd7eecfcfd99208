// Two pipelines over a stream that is there already, one after the other: rows that pass through a filter, and rows that are added up in
// windows. They start at the beginning of the stream, so they run as fast as they can.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Context } from '#functions/platform/context.ts';
import { PipelineStatus } from '#schemas/pipeline.ts';
import { cpuSecondsOf } from './cpu-seconds.ts';
import { makeStream } from './capacity-kafka.ts';
import { sampleBetween } from './capacity-sample.ts';
import type { Sample, Watched } from './capacity-sample.ts';
import { expectOk } from './home.ts';
import type { RunningHome } from './home.ts';

/** The last rows are left out: a pipeline that has nothing left to read is not at work, and the last windows stay open. */
const MEASURED_UP_TO = 0.9;
const LONGEST_STOP_MS = 120_000;

interface Processing {
  stream: string;
  warmUp: number;
  count: number;
}

export async function measurePassThrough(
  home: RunningHome,
  context: Context,
  { stream, warmUp, count }: Processing,
): Promise<Sample> {
  const sink = `${stream}_passed`;
  await makeStream(home, sink);
  const nodes = [
    { kind: 'stream-source', name: 'events', stream },
    { kind: 'filter', name: 'known', input: 'events', condition: 'CHAR_LENGTH(user_id) > 0' },
    { kind: 'stream-sink', name: 'out', input: 'known', stream: sink, delivery: 'at-least-once' },
  ];
  const written = async () => {
    const ends = await (await context.kafka.cluster('main')).watch.ends(sink);
    return [...ends.values()].reduce((sum, end) => sum + Number(end.written), 0);
  };
  const watched = { what: `rows in ${sink}`, count: written, cpuSeconds: taskManagerCpu };
  return runPipeline(home, { name: `${stream}-pass`, nodes, watched, warmUp, count });
}

/** How far it is, is what the windows that were written say together. */
export async function measureWindows(
  home: RunningHome,
  context: Context,
  { stream, warmUp, count }: Processing,
): Promise<Sample> {
  const sink = `${stream}_windows`;
  await makeStream(home, sink, WINDOW_SCHEMA);
  const nodes = [
    { kind: 'stream-source', name: 'events', stream, lateRows: 'divert' },
    { kind: 'sql', name: 'windows', inputs: ['events'], sql: WINDOW_SQL },
    { kind: 'stream-sink', name: 'out', input: 'windows', stream: sink, delivery: 'at-least-once' },
  ];
  const ending = new AbortController();
  const counted = { events: 0 };
  const following = addUp(context, { topic: sink, counted, signal: ending.signal });
  try {
    const watched = { what: `events in windows of ${sink}`, count: () => counted.events, cpuSeconds: taskManagerCpu };
    return await runPipeline(home, { name: `${stream}-windows`, nodes, watched, warmUp, count });
  } finally {
    ending.abort();
    await following;
  }
}

const WINDOW_SCHEMA = {
  fields: [
    { name: 'window_at', type: 'timestamp', nullable: false },
    { name: 'country', type: 'string', nullable: false },
    { name: 'device', type: 'string', nullable: false },
    { name: 'events', type: 'long', nullable: false },
    { name: 'amount', type: 'double', nullable: false },
    { name: 'took_ms', type: 'double', nullable: false },
  ],
  eventTime: 'window_at',
  key: 'country',
};
const WINDOW_SQL = `SELECT CAST(window_start AS TIMESTAMP_LTZ(3)) AS window_at, country, device,
  COUNT(*) AS events, SUM(amount) AS amount, AVG(CAST(took_ms AS DOUBLE)) AS took_ms
FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(seen_at), INTERVAL '10' SECOND))
GROUP BY window_start, window_end, country, device`;

const taskManagerCpu = () => cpuSecondsOf((name) => name === 'flink-taskmanager');

interface Run {
  name: string;
  nodes: object[];
  watched: Watched;
  warmUp: number;
  count: number;
}

async function runPipeline(home: RunningHome, { name, nodes, watched, warmUp, count }: Run): Promise<Sample> {
  await expectOk(home.request('POST', '/v1/pipelines', { name, owner: 'bench', nodes }));
  await expectOk(home.request('POST', `/v1/pipelines/${name}/start`, {}));
  const sample = await sampleBetween(watched, { from: warmUp, to: Math.floor(count * MEASURED_UP_TO) });
  await expectOk(home.request('POST', `/v1/pipelines/${name}/stop?snapshot=false`, {}));
  await untilStopped(home, name);
  return sample;
}

async function untilStopped(home: RunningHome, name: string): Promise<void> {
  const last = performance.now() + LONGEST_STOP_MS;
  for (;;) {
    const answer = await expectOk(home.request('GET', `/v1/pipelines/${name}/status`));
    const { observed } = PipelineStatus.parse(await answer.json());
    if (observed === 'READY') return;
    if (performance.now() > last) throw new Error(`the pipeline ${name} is ${observed} after ${LONGEST_STOP_MS} ms`);
    await sleep(500);
  }
}

interface Adding {
  topic: string;
  counted: { events: number };
  signal: AbortSignal;
}

const WindowRow = z.object({ events: z.number() });

async function addUp(context: Context, { topic, counted, signal }: Adding): Promise<void> {
  const cluster = await context.kafka.cluster('main');
  for await (const records of await cluster.tail({ topic, from: 'earliest', signal }))
    for (const { value } of records) counted.events += WindowRow.parse(JSON.parse(String(value))).events;
}
