// The first half of the bench `capacity`: events come in over HTTP, in batches of NDJSON, and are read from Kafka again.
import type { Context } from '#functions/platform/context.ts';
import { cpuSecondsOf } from './cpu-seconds.ts';
import { EVENT_SCHEMA, eventLines } from './capacity-events.ts';
import type { EventBytes } from './capacity-events.ts';
import { sampleOf } from './capacity-sample.ts';
import type { Sample } from './capacity-sample.ts';
import { expectOk } from './home.ts';
import type { RunningHome } from './home.ts';

const BATCH = 2000;
const AT_ONCE = 2;
const READ_ROUNDS = 4;
const LONGEST_READ_MS = 120_000;

export interface Sending {
  stream: string;
  bytes: EventBytes;
  /** The first of them are not measured. */
  warmUp: number;
  count: number;
  startMs: number;
}

/** Two clients post batches; the API and the broker are measured at the same time. */
export async function measureIngest(home: RunningHome, sending: Sending): Promise<{ api: Sample; broker: Sample }> {
  await makeStream(home, sending.stream);
  await post(home, sending, { from: 0, to: sending.warmUp });
  const brokerBefore = brokerCpu();
  const api = await sampleOf(apiCpu, () => post(home, sending, { from: sending.warmUp, to: sending.count }));
  return { api, broker: { count: api.count, cpuSeconds: brokerCpu() - brokerBefore } };
}

/** The whole topic again and again, as events are tailed: a broker hardly notices a single reader. */
export async function measureConsume(context: Context, { stream, count }: Sending): Promise<Sample> {
  await readAll(context, stream, count);
  return sampleOf(brokerCpu, async () => {
    for (let round = 0; round < READ_ROUNDS; round += 1) await readAll(context, stream, count);
    return READ_ROUNDS * count;
  });
}

const apiCpu = () => cpuSecondsOf((name) => name === 'api');
const brokerCpu = () => cpuSecondsOf((name) => name === 'kafka');

export const makeStream = (home: RunningHome, name: string, schema: object = EVENT_SCHEMA) =>
  expectOk(home.request('POST', '/v1/streams', { name, owner: 'bench', layer: 'ODS', schema }));

/** Batches are posted in their order, so no event is later than its neighbours by more than the batches that are under way. */
async function post(
  home: RunningHome,
  { stream, bytes, startMs }: Sending,
  { from, to }: { from: number; to: number },
): Promise<number> {
  let next = from;
  const client = async () => {
    while (next < to) {
      const [first, count] = [next, Math.min(BATCH, to - next)];
      next += count;
      const lines = eventLines({ bytes, first, count, startMs });
      const headers = { 'content-type': 'application/x-ndjson' };
      await (await expectOk(home.request('POST', `/v1/streams/${stream}/events`, lines, headers))).arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return to - from;
}

async function readAll(context: Context, topic: string, count: number): Promise<number> {
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(LONGEST_READ_MS)]);
  const cluster = await context.kafka.cluster('main');
  let read = 0;
  for await (const records of await cluster.tail({ topic, from: 'earliest', signal })) {
    read += records.length;
    if (read >= count) ending.abort();
  }
  if (read < count) throw new Error(`only ${read} of ${count} records of ${topic} were read`);
  return read;
}
