// Pipelines on a real Flink: checked by its planner, run by it, stopped and upgraded with their state.
// Long because the cases share one pipeline that runs, whose start takes most of the time.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Pipeline, PipelinePlan, PipelineStatus } from '#schemas/pipeline.ts';
import { DeadLetter, StreamRecord, topicsOf } from '#schemas/stream.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { RequestOptions, TestApi } from '#test/support/api.ts';

let api: TestApi;
const pipelines: string[] = [];
const streams = {
  flights: uniqueName('t-flights'),
  airports: uniqueName('t-airports'),
  clean: uniqueName('t-clean'),
  hourly: uniqueName('t-hourly'),
};

const time = { name: 'time', type: 'timestamp', nullable: false };
const origin = { name: 'origin', type: 'string', nullable: false };
const flight = { fields: [time, origin, { name: 'delay', type: 'int' }], eventTime: 'time', key: 'origin' };

beforeAll(async () => {
  api = await startApi();
  await createStream(streams.flights, flight, { partitions: 1 });
  const airport = {
    fields: [
      { name: 'iata', type: 'string', nullable: false },
      { name: 'city', type: 'string' },
    ],
    key: 'iata',
  };
  await createStream(streams.airports, airport, { compacted: true, layer: 'DIM' });
  const clean = {
    ...flight,
    fields: [time, origin, { name: 'city', type: 'string' }, { name: 'hours', type: 'double' }],
  };
  await createStream(streams.clean, clean);
  const hourly = {
    fields: [
      { ...origin, nullable: true },
      { name: 'flights', type: 'long' },
    ],
  };
  await createStream(streams.hourly, hourly);
  await send(streams.airports, [
    { iata: 'SFO', city: 'San Francisco' },
    { iata: 'JFK', city: 'Old York' },
  ]);
  await send(streams.airports, [{ iata: 'JFK', city: 'New York' }]);
});

afterAll(async () => {
  for (const name of pipelines) {
    await api.request('POST', `/v1/pipelines/${name}/stop?snapshot=false`);
    await until(async () => [204, 404].includes((await api.request('DELETE', `/v1/pipelines/${name}`)).status));
  }
  for (const name of Object.values(streams)) await api.request('DELETE', `/v1/streams/${name}`);
  await api.close();
});

async function createStream(name: string, schema: object, changes: object = {}): Promise<void> {
  const body = { name, owner: 'test', layer: 'ODS', schema, ...changes };
  expect((await api.request('POST', '/v1/streams', { body })).status).toBe(201);
}

async function send(stream: string, body: object[]): Promise<void> {
  expect((await api.request('POST', `/v1/streams/${stream}/events`, { body })).status).toBe(200);
}

async function read(topic: string): Promise<StreamRecord[]> {
  const { body } = await api.request('GET', `/v1/streams/${topic}/events?from=earliest&limit=1000`);
  return z.object({ items: z.array(StreamRecord) }).parse(body).items;
}

const valuesIn = async (topic: string) => (await read(topic)).map(({ value }) => value);

async function until(isSo: () => Promise<boolean>, seconds = 120): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it did not come to pass within ${seconds} s`);
    await sleep(300);
  }
}

function definition(changes: object = {}) {
  const name = uniqueName('t-pipeline');
  pipelines.push(name);
  return { name, owner: 'test', checkpointInterval: 'PT2S', ...changes };
}

const nodes = {
  source: {
    kind: 'stream-source',
    name: 'flights',
    stream: streams.flights,
    lateRows: 'divert',
    outOfOrderness: 'PT1S',
  },
  filter: { kind: 'filter', name: 'delayed', input: 'flights', condition: '`delay` > 0' },
  select: {
    kind: 'select',
    name: 'shaped',
    input: 'delayed',
    columns: [{ name: 'time' }, { name: 'origin' }, { name: 'hours', expression: '`delay` / 60e0' }],
  },
  embed: {
    kind: 'embed-dimension',
    name: 'located',
    input: 'shaped',
    dimension: streams.airports,
    on: 'origin',
    columns: [{ name: 'city', field: 'city' }],
  },
  clean: { kind: 'stream-sink', name: 'clean', input: 'located', stream: streams.clean, delivery: 'exactly-once' },
  sql: {
    kind: 'sql',
    name: 'hourly',
    inputs: ['flights'],
    sql: `SELECT origin, COUNT(*) AS flights
FROM TABLE(TUMBLE(TABLE flights, DESCRIPTOR(\`time\`), INTERVAL '1' HOUR))
GROUP BY origin, window_start, window_end`,
  },
  hourly: { kind: 'stream-sink', name: 'hourly-counts', input: 'hourly', stream: streams.hourly },
};
const everyNode = Object.values(nodes);

const create = (body: object) => api.request('POST', '/v1/pipelines', { body });
const plan = (body: object, options: RequestOptions = {}) =>
  api.request('POST', '/v1/pipelines/plan', { body, ...options });
const statusOf = async (name: string) =>
  PipelineStatus.parse((await api.request('GET', `/v1/pipelines/${name}/status`)).body);
const untilObserved = (name: string, observed: string) =>
  until(async () => (await statusOf(name)).observed === observed);

const Problem = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z
    .array(z.object({ pointer: z.string(), reason: z.string(), line: z.int().optional(), column: z.int().optional() }))
    .default([]),
});
const problemOf = (answer: { body: unknown }) => Problem.parse(answer.body);

describe('a definition', () => {
  it('is planned by Flink: columns of every node, operators and SQL', async () => {
    const answer = await plan({ name: 'unsaved', owner: 'test', nodes: everyNode });

    expect(answer.status).toBe(200);
    const { nodes: planned, operators, sql } = PipelinePlan.parse(answer.body);
    const located = planned.find(({ name }) => name === 'located');
    expect(located?.columns.map(({ name, eventTime }) => [name, eventTime])).toEqual([
      ['time', true],
      ['origin', false],
      ['hours', false],
      ['city', false],
    ]);
    expect(operators.some(({ node, stateful }) => node.includes('hourly') && stateful)).toBe(true);
    expect(sql.some(({ statement }) => statement.startsWith('INSERT INTO `clean__sink`'))).toBe(true);
  });

  it('is refused with the node, line and column of what is wrong', async () => {
    const wrong = { ...nodes.sql, sql: 'SELECT origin,\n  COUNT(*) AS flights, nothing\nFROM flights' };

    const answer = await create(definition({ nodes: [nodes.source, wrong, nodes.hourly] }));

    expect(answer.status).toBe(422);
    const { code, errors } = problemOf(answer);
    expect(code).toBe('pipeline.invalid');
    expect(errors).toMatchObject([{ pointer: '/nodes/1/sql', line: 2, column: 24 }]);
    expect(errors[0]?.reason).toContain('nothing');
  });

  it.each([
    ['a condition that ends its bracket', 'TRUE) OR (TRUE'],
    ['a condition with a second statement', 'TRUE; DROP TABLE `flights__source`'],
    ['a condition that comments out what follows', 'TRUE) /* '],
    ['a condition that reads another table', 'EXISTS (SELECT 1 FROM `flights__source`)'],
    ['a condition that reads another node', "`origin` IN (SELECT 'x' FROM `located`)"],
  ])('is refused with %s', async (_, condition) => {
    const filter = { ...nodes.filter, condition };
    const answer = await plan({
      name: 'unsaved',
      owner: 'test',
      nodes: [nodes.source, filter, nodes.select, nodes.embed, nodes.clean],
    });

    expect(answer.status).toBe(422);
    expect(problemOf(answer).errors).toMatchObject([{ pointer: '/nodes/1/condition' }]);
  });

  it('takes names and texts as they are, whatever they hold', async () => {
    const text = "it''s `quoted`; -- 日本 \\";
    const select = {
      ...nodes.select,
      input: 'flights',
      columns: [
        { name: 'origin', expression: `'${text}'` },
        { name: 'flights', expression: '1' },
      ],
    };
    const answer = await plan({
      name: 'unsaved',
      owner: 'test',
      nodes: [nodes.source, select, { ...nodes.hourly, input: 'shaped' }],
    });
    expect(answer.status).toBe(200);
  });

  it('is refused when a window would drop late rows without a word', async () => {
    const source = { ...nodes.source, lateRows: 'deliver' };
    const answer = await plan({ name: 'unsaved', owner: 'test', nodes: [source, nodes.sql, nodes.hourly] });

    expect(answer.status).toBe(422);
    expect(problemOf(answer).errors).toMatchObject([{ pointer: '/nodes/0/lateRows' }]);
  });

  it('is refused when a sink would get changes of earlier rows', async () => {
    const counts = { ...nodes.sql, sql: 'SELECT origin, COUNT(*) AS flights FROM flights GROUP BY origin' };
    const answer = await plan({ name: 'unsaved', owner: 'test', nodes: [nodes.source, counts, nodes.hourly] });

    expect(answer.status).toBe(422);
    expect(problemOf(answer).errors).toMatchObject([{ pointer: '/nodes/2/input' }]);
  });

  it('is refused when a stream is not there', async () => {
    const source = { ...nodes.source, stream: 'no-such-stream' };
    const answer = await plan({ name: 'unsaved', owner: 'test', nodes: [source, nodes.sql, nodes.hourly] });
    expect(problemOf(answer).errors).toMatchObject([{ pointer: '/nodes/0/stream' }]);
  });

  it('is stored, found, replaced under its version, and deleted', async () => {
    const body = definition({ nodes: everyNode });
    const path = `/v1/pipelines/${body.name}`;

    const made = await create(body);
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect((await create(body)).status).toBe(409);
    expect((await api.request('GET', path)).status).toBe(200);
    expect(await statusOf(body.name)).toMatchObject({ desired: 'stopped', observed: null, reachable: true });
    const changed = { ...body, description: 'changed' };
    expect((await api.request('PUT', path, { body: changed, headers: { 'if-match': '"7"' } })).status).toBe(412);
    expect((await api.request('PUT', path, { body: changed, headers: { 'if-match': '"1"' } })).status).toBe(200);
    const inUse = await api.request('DELETE', `/v1/streams/${streams.flights}`);
    expect(problemOf(inUse).code).toBe('definition.in-use');
    expect((await api.request('DELETE', path)).status).toBe(204);
    expect((await api.request('GET', path)).status).toBe(404);
  });

  it('is closed to a token that lacks one of its streams', async () => {
    const body = definition({ nodes: everyNode });
    await create(body);
    const token = await api.tokenFor({ role: 'editor', streams: [streams.flights, streams.airports, streams.clean] });

    const got = await api.request('GET', `/v1/pipelines/${body.name}`, { token });
    const started = await api.request('POST', `/v1/pipelines/${body.name}/start`, { token });
    const listed = await api.request('GET', '/v1/pipelines?limit=1000', { token });

    expect([got.status, started.status]).toEqual([403, 403]);
    const names = z.object({ items: z.array(Pipeline.pick({ name: true }).loose()) }).parse(listed.body).items;
    expect(names.map(({ name }) => name)).not.toContain(body.name);
  });
});

describe('a run', () => {
  const body = definition({ nodes: everyNode });
  const path = `/v1/pipelines/${body.name}`;
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString();
  const flights = (...minutes: number[]) => minutes.map((minute) => ({ time: at(minute), origin: 'JFK', delay: 30 }));

  it('cleans, embeds and counts, and loses no record', { timeout: 400_000 }, async () => {
    expect((await create(body)).status).toBe(201);
    const started = await api.request('POST', `${path}/start`);
    expect(started.status).toBe(202);
    expect(PipelineStatus.parse(started.body)).toMatchObject({ desired: 'running', runningVersion: 1 });
    await untilObserved(body.name, 'RUNNING');

    await send(streams.flights, [
      { time: at(0), origin: 'SFO', delay: 90 },
      { time: at(1), origin: 'XXX', delay: 15 },
      { time: at(2), origin: 'JFK', delay: -5 },
    ]);
    const { send: sendRaw } = await api.context.kafka.cluster('main');
    const raw = ['{"time": "yesterday", "origin": "JFK"}', 'no json', '{"time": "2026-01-01T10:03:00Z"}'];
    const positions = await sendRaw(
      raw.map((text) => ({ topic: streams.flights, key: undefined, value: Buffer.from(text) })),
    );

    await until(async () => (await read(streams.clean)).length === 2);
    await until(async () => (await read(topicsOf(streams.flights).deadLetter)).length === 3);
    const records = await read(streams.clean);
    expect(records.map(({ key }) => key)).toEqual(expect.arrayContaining(['SFO', 'XXX']));
    expect(records.map(({ value }) => value)).toEqual(
      expect.arrayContaining([
        { time: '2026-01-01T10:00:00Z', origin: 'SFO', hours: 1.5, city: 'San Francisco' },
        { time: '2026-01-01T10:01:00Z', origin: 'XXX', hours: 0.25, city: null },
      ]),
    );
    const letters = z.array(DeadLetter).parse(await valuesIn(topicsOf(streams.flights).deadLetter));
    for (const letter of letters) expect(letter.source).toBe(`pipeline:${body.name}`);
    expect(letters.map(({ partition, offset, raw: bytes }) => ({ partition, offset, bytes }))).toEqual(
      expect.arrayContaining(
        positions.map(({ partition, offset }, index) => ({
          partition,
          offset: Number(offset),
          bytes: Buffer.from(raw[index] ?? '').toString('base64'),
        })),
      ),
    );
    expect(letters.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('time'),
        expect.stringContaining('JSON'),
        expect.stringContaining('origin'),
      ]),
    );
  });

  it('answers a second start with its status, and refuses to be deleted', async () => {
    const again = await api.request('POST', `${path}/start`);
    expect([again.status, PipelineStatus.parse(again.body).observed]).toEqual([202, 'RUNNING']);
    expect(problemOf(await api.request('DELETE', path)).code).toBe('pipeline.wrong-state');
  });

  it('shows its metrics', async () => {
    await until(async () => ((await statusOf(body.name)).metrics?.uptimeMs ?? 0) > 0);
    await until(async () => ((await statusOf(body.name)).metrics?.lastCheckpointBytes ?? 0) > 0);
    expect((await statusOf(body.name)).metrics).toMatchObject({ restarts: 0 });
  });

  it('shows what was last seen when Flink’s service cannot be reached', async () => {
    const variable = 'AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2';
    const endpoint = process.env[variable];
    process.env[variable] = 'http://127.0.0.1:9';
    const cutOff = await startApi();
    try {
      const answer = await cutOff.request('GET', `${path}/status`);

      const status = PipelineStatus.parse(answer.body);
      expect(status).toMatchObject({ desired: 'running', observed: 'RUNNING', reachable: false, metrics: null });
      expect(status.detail).toContain('flink cannot be reached');
    } finally {
      process.env[variable] = endpoint;
      await cutOff.close();
    }
  });

  it('sends late rows to the late stream', async () => {
    await send(streams.flights, [{ time: at(30), origin: 'SFO', delay: 1 }]);
    // The watermark moves every 200 ms; a row that comes with the one that moves it is not late yet.
    await sleep(2000);
    await send(streams.flights, [{ time: at(1), origin: 'JFK', delay: 77 }]);

    await until(async () => (await read(topicsOf(streams.flights).late)).length === 1);
    const [letter] = z.array(DeadLetter).parse(await valuesIn(topicsOf(streams.flights).late));
    expect(letter).toMatchObject({ reason: 'late', source: `pipeline:${body.name}`, partition: 0 });
    expect(JSON.parse(Buffer.from(letter?.raw ?? '', 'base64').toString('utf8'))).toMatchObject({ delay: 77 });
  });

  it('stops with a snapshot and goes on from it', { timeout: 400_000 }, async () => {
    await send(streams.flights, flights(31, 32, 33));
    await until(async () => (await read(streams.clean)).length === 6);
    expect((await api.request('POST', `${path}/stop`)).status).toBe(202);
    await untilObserved(body.name, 'READY');
    const stopped = await statusOf(body.name);
    expect(stopped).toMatchObject({ desired: 'stopped', runningVersion: 1 });
    expect(stopped.snapshot).not.toBeNull();

    await send(streams.flights, flights(34));
    await api.request('POST', `${path}/start`);
    await until(async () => (await read(streams.clean)).length === 7);
  });

  it('goes on counting when it is upgraded to a changed definition', { timeout: 400_000 }, async () => {
    const filter = { kind: 'filter', name: 'long', input: 'shaped', condition: '`hours` < 24' };
    const changed = {
      ...body,
      nodes: [...everyNode.filter((node) => node !== nodes.embed), filter, { ...nodes.embed, input: 'long' }],
    };
    await untilObserved(body.name, 'RUNNING');
    expect((await api.request('PUT', path, { body: changed })).status).toBe(200);
    expect(await statusOf(body.name)).toMatchObject({ definitionVersion: 2, runningVersion: 1 });

    expect((await api.request('POST', `${path}/upgrade`)).status).toBe(202);
    await untilObserved(body.name, 'RUNNING');
    expect(await statusOf(body.name)).toMatchObject({ runningVersion: 2 });
    await send(streams.flights, [...flights(35), { time: at(125), origin: 'SFO', delay: 0 }]);

    // 10 o'clock: one early SFO and one at half past, one XXX, and of JFK one early, 31 to 34 before and 35 after the upgrade.
    await until(async () => (await read(streams.hourly)).length === 3);
    expect(await valuesIn(streams.hourly)).toEqual(
      expect.arrayContaining([
        { origin: 'SFO', flights: 2 },
        { origin: 'XXX', flights: 1 },
        { origin: 'JFK', flights: 6 },
      ]),
    );
  });

  it('asks before it loses the state of a node', { timeout: 400_000 }, async () => {
    const sql = { ...nodes.sql, sql: nodes.sql.sql.replace('1', '2') };
    const changed = { ...body, nodes: [...everyNode.filter((node) => node !== nodes.sql), sql] };
    expect((await api.request('PUT', path, { body: changed })).status).toBe(200);

    const refused = await api.request('POST', `${path}/upgrade`);
    expect([refused.status, problemOf(refused).code]).toEqual([409, 'pipeline.wrong-state']);
    expect(problemOf(refused).detail).toContain('"hourly"');
    expect(await statusOf(body.name)).toMatchObject({ runningVersion: 2 });

    const allowed = await api.request('POST', `${path}/upgrade`, { body: { allowStateLoss: true } });
    expect(allowed.status).toBe(202);
    await untilObserved(body.name, 'RUNNING');
    expect(await statusOf(body.name)).toMatchObject({ runningVersion: 3, lastError: null });
  });

  it('is deleted with its application after it is stopped', { timeout: 400_000 }, async () => {
    await api.request('POST', `${path}/stop?snapshot=false`);
    await untilObserved(body.name, 'READY');
    expect((await api.request('DELETE', path)).status).toBe(204);
    await until(async () => (await api.context.flink.describe(`millrace-${body.name}`)) === undefined);
    expect((await api.request('GET', `${path}/status`)).status).toBe(404);
  });
});

describe('delivery', () => {
  it(
    'shows rows at once or at checkpoints, and makes dead letters of incomplete ones',
    { timeout: 400_000 },
    async () => {
      const target = { fields: [origin, { name: 'delay', type: 'int' }] };
      const [input, atLeastOnce, exactlyOnce] = [uniqueName('t-in'), uniqueName('t-alo'), uniqueName('t-eo')];
      for (const name of [input, atLeastOnce, exactlyOnce]) {
        Object.assign(streams, { [name]: name });
        await createStream(name, target);
      }
      const sink = { kind: 'stream-sink', input: 'some' };
      const body = definition({
        checkpointInterval: 'PT10M',
        nodes: [
          { kind: 'stream-source', name: 'in', stream: input },
          {
            kind: 'select',
            name: 'some',
            input: 'in',
            columns: [{ name: 'origin', expression: "NULLIF(origin, '?')" }, { name: 'delay' }],
          },
          { ...sink, name: 'at-least-once', stream: atLeastOnce, delivery: 'at-least-once' },
          { ...sink, name: 'exactly-once', stream: exactlyOnce, delivery: 'exactly-once' },
        ],
      });
      expect((await create(body)).status).toBe(201);
      await api.request('POST', `/v1/pipelines/${body.name}/start`);
      await send(input, [
        { origin: 'SFO', delay: 1 },
        { origin: '?', delay: 2 },
      ]);

      await until(async () => (await read(atLeastOnce)).length === 1);
      await until(async () => (await read(topicsOf(atLeastOnce).deadLetter)).length === 1);
      const [letter] = z.array(DeadLetter).parse(await valuesIn(topicsOf(atLeastOnce).deadLetter));
      expect(letter).toMatchObject({ reason: "field 'origin' is required", partition: null, offset: null });
      const row: unknown = JSON.parse(Buffer.from(letter?.raw ?? '', 'base64').toString('utf8'));
      expect(row).toEqual({ origin: null, delay: 2 });
      expect(await read(exactlyOnce)).toEqual([]);

      await untilObserved(body.name, 'RUNNING');
      await api.request('POST', `/v1/pipelines/${body.name}/stop`);
      await untilObserved(body.name, 'READY');
      expect(await valuesIn(exactlyOnce)).toEqual([{ origin: 'SFO', delay: 1 }]);
    },
  );
});
