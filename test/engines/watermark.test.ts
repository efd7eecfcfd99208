// Watermarks on the real Kafka and Druid. The tests share a model, whose start takes most of the time, and go on from each other.
import { Producer, compatibilityPartitioner } from '@platformatic/kafka';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPartitionWatch } from '#engines/kafka/partition-watch.ts';
import { getModel } from '#functions/models/acts/get-model.ts';
import { observeWatermark } from '#functions/models/acts/observe-watermark.ts';
import { watermarkStore } from '#functions/models/watermark-store.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { QueryResult } from '#schemas/query.ts';
import type { StoredModel } from '#schemas/model.ts';
import { ModelWatermark } from '#schemas/watermark.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';

const PARTITIONS = [0, 1, 2];
const name = uniqueName('t-watermark');
/** Event times of the tests, in seconds after this: long past, so that no clock comes into it. */
const start = Date.UTC(2026, 0, 1, 12);

let api: TestApi;
/** Another observer, as it were of another process. */
let other: Context;
let model: StoredModel;

const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const event = (seconds: number) => JSON.stringify({ at: at(seconds), site: 'north' });

/** A key for each partition. */
const keys = PARTITIONS.map((partition) => {
  const found = Array.from({ length: 1000 }, (_, index) => Buffer.from(`key-${index}`)).find(
    (key) => compatibilityPartitioner({ topic: name }, key) % PARTITIONS.length === partition,
  );
  if (found === undefined) throw new Error('there is no such key');
  return found;
});

async function produce(partition: number, ...values: string[]): Promise<void> {
  const { send } = await api.context.kafka.cluster('main');
  await send(values.map((value) => ({ topic: name, key: keys[partition], value: Buffer.from(value) })));
}

const observe = (context = api.context) => observeWatermark(context, model);
const observeAt = (ms: number) => observe({ ...api.context, now: () => new Date(ms) });
const until = <Value>(check: () => Promise<Value>, timeout = 60_000) => vi.waitFor(check, { timeout, interval: 100 });
const untilWatermark = (seconds: number, timeout?: number) =>
  until(async () => expect((await observe()).watermark).toBe(at(seconds)), timeout);
const statesOf = (seen: ModelWatermark | undefined) => seen?.partitions.map(({ state }) => state) ?? [];
const isCaughtUp = ({ caughtUpAt, observedAt }: ModelWatermark) => caughtUpAt === observedAt;
const isReadToEnd = ({ partitions }: ModelWatermark) =>
  partitions.every(({ position, end }) => Number(position) + 1 >= Number(end));
const readerOf = async (partition: number) =>
  (await watermarkStore(api.context.table).get(model)).kept?.partitions[partition]?.reader;
const newestOf = (seen: ModelWatermark[]) =>
  seen.map(({ watermark }) => watermark ?? '').reduce((newest, time) => (time > newest ? time : newest), '');
const isAscending = (times: string[]) => times.every((time, index) => index === 0 || time >= (times[index - 1] ?? ''));

/** Observes ten times, 5 s apart by its own clock. */
async function observeForLong(): Promise<ModelWatermark[]> {
  const seen: ModelWatermark[] = [];
  for (let step = 1; step <= 10; step++) seen.push(await observeAt(Date.now() + step * 5000));
  return seen;
}

async function countRows(from = -3600, to = 36_000): Promise<unknown> {
  if (to <= from) return 0;
  const body = { model: name, measures: ['readings'], timeRange: { from: at(from), to: at(to) } };
  return QueryResult.parse((await api.request('POST', '/v1/query', { body })).body).rows[0]?.[0];
}

const transactional = async (): Promise<Producer> => {
  const { bootstrapServers } = await api.context.kafka.connection('main');
  const bootstrapBrokers = bootstrapServers.split(',');
  // The broker aborts a transaction that is open for longer.
  const timeout = 60_000;
  return new Producer({ clientId: 'test', bootstrapBrokers, idempotent: true, transactionalId: name, timeout });
};

beforeAll(prepare);

afterAll(async () => {
  await api.request('DELETE', `/v1/models/${name}`);
  await api.request('DELETE', `/v1/streams/${name}`);
  await other.close();
  await api.close();
});

async function prepare(): Promise<void> {
  api = await startApi();
  other = createContext(readSettings(process.env));
  const fields = [
    { name: 'at', type: 'timestamp', nullable: false },
    { name: 'site', type: 'string' },
  ];
  const stream = { name, owner: 'tests', layer: 'ODS', partitions: 3, schema: { eventTime: 'at', fields } };
  expect((await api.request('POST', '/v1/streams', { body: stream })).status).toBe(201);
  const body = {
    name,
    owner: 'tests',
    stream: name,
    dimensions: [{ name: 'site' }],
    measures: [{ name: 'readings', kind: 'count' }],
  };
  expect((await api.request('POST', '/v1/models', { body })).status).toBe(201);
  model = await getModel(api.context, name);
}

describe('the watermark of a model', () => {
  it('is null before the first event', async () => {
    expect(await observe()).toMatchObject({ model: name, watermark: null, isStale: false });
  });

  it('follows the slowest partition as soon as Druid has read it', async () => {
    await Promise.all(PARTITIONS.map((partition) => produce(partition, event(partition))));
    await untilWatermark(0);
    await Promise.all(PARTITIONS.map((partition) => produce(partition, event(10 + partition), event(20 + partition))));
    await untilWatermark(20, 5000);
    expect(await countRows()).toBe(9);
    expect((await observe()).partitions.map(({ maxEventTime }) => maxEventTime)).toEqual([at(20), at(21), at(22)]);
  });

  it('says that all which was produced before is there', async () => {
    const producedAt = new Date().toISOString();
    await until(async () => expect((await observe()).caughtUpAt ?? '').toMatch(/T/));
    const { caughtUpAt, observedAt, partitions } = await observe();
    expect(caughtUpAt).toBe(observedAt);
    expect(caughtUpAt?.localeCompare(producedAt)).toBe(1);
    expect(partitions.map(({ position }) => position)).toEqual(partitions.map(({ end }) => end));
  });

  it('is held by a partition that was active a moment ago, and not by an idle one', async () => {
    await produce(2, event(25));
    await produce(0, event(30));
    await produce(1, event(31));
    const seen: ModelWatermark[] = [];
    await until(async () => {
      const now = await observe();
      seen.push(now);
      expect([statesOf(now)[2], now.partitions[1]?.maxEventTime]).toEqual(['idle', at(31)]);
    });
    const active = seen.filter((now) => statesOf(now)[2] === 'active');
    expect(active.filter(({ watermark }) => (watermark ?? '') > at(25))).toEqual([]);
    await produce(0, event(40));
    await produce(1, event(40));
    await untilWatermark(40, 5000);
  });

  it('is neither held by broken records nor moved by one from the far future', async () => {
    const future = JSON.stringify({ at: '2071-01-01T00:00:00.000Z', site: 'south' });
    await produce(0, 'no JSON', '{"site":"no time"}', future);
    await produce(1, event(50), 'no JSON');
    await produce(0, event(50), '{}');
    await produce(2, event(50));
    await untilWatermark(50, 5000);
    const { partitions, isStale } = await observe();
    expect(partitions[0]?.maxEventTime).toBe(at(50));
    expect(isStale).toBe(false);
  });

  it('takes the marks of transactions for nothing to read, and an open transaction for something to come', async () => {
    const producer = await transactional();
    const message = { messages: [{ topic: name, partition: 0, value: Buffer.from(event(60)) }] };
    const first = await producer.beginTransaction();
    await first.send(message);
    await first.commit();
    await produce(1, event(60));
    await produce(2, event(60));
    await untilWatermark(60);
    const { partitions, caughtUpAt, observedAt } = await observe();
    expect(Number(partitions[0]?.end) - Number(partitions[0]?.position)).toBe(1);
    expect(caughtUpAt).toBe(observedAt);

    const second = await producer.beginTransaction();
    await second.send({ messages: [{ topic: name, partition: 0, value: Buffer.from(event(70)) }] });
    await produce(1, event(71));
    await produce(2, event(72));
    await until(async () => expect((await observe()).partitions[2]?.maxEventTime).toBe(at(72)));
    const open = await observeForLong();
    expect(open.at(-1)).toMatchObject({ watermark: at(60), isStale: false });
    expect(statesOf(open.at(-1))[0]).toBe('active');
    await second.commit();
    await producer.close();
    await until(async () => expect((await observe()).partitions[0]?.maxEventTime).toBe(at(70)));
  });

  it('never goes back, whoever observes at once', async () => {
    const seen: ModelWatermark[][] = [];
    for (let round = 0; round < 10; round++) {
      await Promise.all(PARTITIONS.map((partition) => produce(partition, event(80 + round * 3 + partition))));
      seen.push(await Promise.all([observe(), observe(other), observe(), observe(other)]));
    }
    await Promise.all(PARTITIONS.map((partition) => produce(partition, event(110))));
    await untilWatermark(110);
    expect(isAscending(seen.map((answers) => newestOf(answers)))).toBe(true);
    expect((await observe(other)).watermark).toBe(at(110));
  });

  it('is held and never goes back while a lost task is replaced and its records are read again', async () => {
    const many = Array.from({ length: 10_000 }, () => event(100));
    for (const partition of PARTITIONS) await produce(partition, ...many);
    await until(async () => expect(isCaughtUp(await observe())).toBe(true));
    const rows = await countRows();
    const reader = await readerOf(0);
    const [task] = await api.context.druid.supervisors.tasks(name, 'running');
    await api.context.druid.supervisors.shutdownTask(task?.id ?? '');
    const seen: ModelWatermark[] = [];
    await until(async () => {
      const now = await observe();
      seen.push(now);
      expect(await readerOf(0)).not.toBe(reader);
      expect(isCaughtUp(now)).toBe(true);
    });
    expect(seen.filter((now) => !now.isStale && !isReadToEnd(now))).toEqual([]);
    expect(seen.at(-1)?.isStale).toBe(false);
    expect(new Set(seen.map(({ watermark }) => watermark))).toEqual(new Set([at(110)]));
    expect(await countRows()).toBe(rows);
  });

  it('is held and stale when records come while the model is suspended, and goes on when it is resumed', async () => {
    expect((await api.request('POST', `/v1/models/${name}/suspend`)).status).toBe(204);
    await until(async () =>
      expect(await api.context.druid.supervisors.status(name)).toMatchObject({ state: 'SUSPENDED' }),
    );
    await setTimeout(1000);
    await Promise.all(PARTITIONS.map((partition) => produce(partition, event(130))));
    const seen = await observeForLong();
    const last = seen.at(-1);
    expect(last).toMatchObject({
      watermark: at(110),
      isStale: true,
      staleReason: expect.stringContaining('partition 0 '),
    });
    expect(last?.partitions.map(({ state }) => state)).toEqual(['stalled', 'stalled', 'stalled']);
    expect(Number(last?.partitions[0]?.position)).toBeLessThan(Number(last?.partitions[0]?.end));

    expect((await api.request('POST', `/v1/models/${name}/resume`)).status).toBe(204);
    await untilWatermark(130, 90_000);
    expect((await observe()).isStale).toBe(false);
  });

  it('is shown to whoever may see the model', async () => {
    const answer = await api.request('GET', `/v1/models/${name}/watermark`);
    expect(ModelWatermark.parse(answer.body).watermark).toBe(at(130));
    const token = await api.tokenFor({ role: 'viewer', models: ['another'] });
    expect(await api.request('GET', `/v1/models/${name}/watermark`, { token })).toMatchObject({ status: 403 });
    expect(await api.request('GET', `/v1/models/${uniqueName('none')}/watermark`)).toMatchObject({ status: 404 });
  });

  it('passes nothing that queries do not see yet, in new segments too', async () => {
    // The hour turns in the middle.
    const first = 9000;
    const passed: { watermark: number; rows: unknown }[] = [];
    for (let round = 1; round <= 30; round++) {
      await Promise.all(PARTITIONS.map((partition) => produce(partition, event(first + round * 120))));
      const { watermark } = await observe();
      const seconds = (Date.parse(watermark ?? '') - start) / 1000;
      passed.push({ watermark: seconds, rows: (await countRows(first, seconds + 1)) ?? 0 });
      // However slow the machine is, some of them are passed while more come.
      if (round % 6 === 0) await untilWatermark(first + round * 120);
    }
    await untilWatermark(first + 3600);
    const rowsUpTo = (seconds: number) => 3 * Math.max(0, (seconds - first) / 120);
    expect(passed.filter(({ watermark, rows }) => rows !== rowsUpTo(watermark))).toEqual([]);
    expect(passed.filter(({ watermark }) => watermark > first).length).toBeGreaterThan(3);
  });

  it('is not answered when Druid or Kafka cannot be asked', async () => {
    const before = await watermarkStore(api.context.table).get(model);
    const away = createContext({ ...readSettings(process.env), druidCoordinatorUrl: 'http://127.0.0.1:9' });
    await expect(observe(away)).rejects.toMatchObject({ engine: 'druid', kind: 'unreachable' });
    await away.close();
    const watch = openPartitionWatch({ clientId: 'test', bootstrapBrokers: ['127.0.0.1:9'], connectTimeout: 1000 });
    await expect(watch.ends(name)).rejects.toMatchObject({ engine: 'kafka', kind: 'unreachable' });
    await watch.close();
    const { watch: there } = await api.context.kafka.cluster('main');
    await expect(there.ends(uniqueName('t-none'))).rejects.toMatchObject({ engine: 'kafka', kind: 'not-found' });
    expect(await watermarkStore(api.context.table).get(model)).toEqual(before);
  });

  it('is forgotten with its model', async () => {
    expect((await api.request('DELETE', `/v1/models/${name}`)).status).toBe(204);
    expect(await watermarkStore(api.context.table).get(model)).toEqual({ revision: undefined, kept: undefined });
  });
});
