// Streams on a real Kafka: definitions, events in and out, limits of tokens.
// Long because the cases share one set of definitions on the engine.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Producer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { recordUses } from '#functions/platform/references.ts';
import { DeadLetter, IngestResult, StreamRecord, topicsOf } from '#schemas/stream.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';

let api: TestApi;
const created: string[] = [];

beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  for (const name of created) await api.request('DELETE', `/v1/streams/${name}`);
  await api.close();
});

const FIELDS = [
  { name: 'origin', type: 'string', nullable: false },
  { name: 'delay', type: 'int' },
  { name: 'at', type: 'timestamp' },
];

function definition(name: string, changes: object = {}) {
  return { name, owner: 'test', layer: 'ODS', schema: { fields: FIELDS, eventTime: 'at', key: 'origin' }, ...changes };
}

async function createStream(changes: object = {}): Promise<string> {
  const name = uniqueName('t-stream');
  created.push(name);
  const { status } = await api.request('POST', '/v1/streams', { body: definition(name, changes) });
  expect(status).toBe(201);
  return name;
}

const send = (name: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  api.request('POST', `/v1/streams/${name}/events`, { body, headers });
const JSON_TYPE = { 'content-type': 'application/json' };
const NDJSON_TYPE = { 'content-type': 'application/x-ndjson' };
const readItems = async (path: string) => {
  const { body } = await api.request('GET', `/v1/streams/${path}`);
  return z.object({ items: z.array(StreamRecord) }).parse(body).items;
};
const sorted = <Value>(values: Value[]) => values.toSorted((one, other) => (String(one) < String(other) ? -1 : 1));
const codeOf = (answer: { body: unknown }) => z.object({ code: z.string() }).parse(answer.body).code;

describe('a definition', () => {
  it('becomes three topics with its settings', async () => {
    const name = await createStream({ partitions: 3, retention: 'PT2H' });
    const { topics } = await api.context.kafka.cluster('main');

    const main = await topics.describe(topicsOf(name).main);
    const deadLetter = await topics.describe(topicsOf(name).deadLetter);
    const late = await topics.describe(topicsOf(name).late);

    expect(main.partitions).toBe(3);
    expect(main.configs).toMatchObject({ 'cleanup.policy': 'delete', 'retention.ms': '7200000' });
    expect(deadLetter.configs['retention.ms']).toBe('604800000');
    expect(late.partitions).toBe(1);
  });

  it('is compacted when it asks for that', async () => {
    const name = await createStream({ compacted: true });
    const { topics } = await api.context.kafka.cluster('main');

    expect((await topics.describe(name)).configs['cleanup.policy']).toBe('compact');
  });

  it('can be made again when its making stopped half-way', async () => {
    const name = uniqueName('t-stream');
    created.push(name);
    const { topics } = await api.context.kafka.cluster('main');
    await topics.create({ topic: name, partitions: 1, configs: {} });

    const { status } = await api.request('POST', '/v1/streams', { body: definition(name, { retention: 'PT3H' }) });

    expect(status).toBe(201);
    expect(await topics.describe(name)).toMatchObject({ partitions: 2, configs: { 'retention.ms': '10800000' } });
  });

  it('is refused when its name is taken, its body is wrong, or its cluster is not there', async () => {
    const name = await createStream();

    const taken = await api.request('POST', '/v1/streams', { body: definition(name) });
    const wrong = await api.request('POST', '/v1/streams', { body: definition('t-wrong', { retention: 'soon' }) });
    const lost = await api.request('POST', '/v1/streams', { body: definition('t-lost', { cluster: 'nowhere' }) });

    expect([taken.status, codeOf(taken)]).toEqual([409, 'definition.exists']);
    expect([wrong.status, codeOf(wrong)]).toEqual([400, 'request.invalid']);
    expect(lost).toMatchObject({ status: 422, body: { errors: [{ pointer: '/cluster' }] } });
  });

  it('changes with its version, and its topic with it', async () => {
    const name = await createStream();
    const fields = [...FIELDS, { name: 'carrier', type: 'string' }];
    const changed = definition(name, {
      schema: { fields, eventTime: 'at', key: 'origin' },
      partitions: 4,
      retention: 'P2D',
    });

    const answer = await api.request('PUT', `/v1/streams/${name}`, { body: changed, headers: { 'if-match': '"1"' } });
    const again = await api.request('PUT', `/v1/streams/${name}`, { body: changed, headers: { 'if-match': '"1"' } });
    const stored = await api.request('GET', `/v1/streams/${name}`);

    expect(answer).toMatchObject({ status: 200, body: { version: 2, partitions: 4 } });
    expect([again.status, codeOf(again)]).toEqual([412, 'definition.version-conflict']);
    expect(stored.headers.get('etag')).toBe('"2"');
    const { topics } = await api.context.kafka.cluster('main');
    expect(await topics.describe(name)).toMatchObject({ partitions: 4, configs: { 'retention.ms': '172800000' } });
  });

  it('keeps its schema when a change is not compatible', async () => {
    const name = await createStream();
    const fields = [FIELDS[0], { name: 'delay', type: 'string' }, FIELDS[2]];
    const body = definition(name, { schema: { fields, eventTime: 'at', key: 'origin' } });

    const answer = await api.request('PUT', `/v1/streams/${name}`, { body });
    const shrunk = await api.request('PUT', `/v1/streams/${name}`, { body: definition(name, { partitions: 1 }) });

    expect([answer.status, codeOf(answer)]).toEqual([409, 'stream.schema-incompatible']);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/schema/fields/1/type' }] });
    expect(shrunk).toMatchObject({ status: 422, body: { errors: [{ pointer: '/partitions' }] } });
    expect((await api.request('GET', `/v1/streams/${name}`)).body).toMatchObject({ version: 1 });
  });

  it('is gone with its topics when it is deleted', async () => {
    const name = await createStream();

    const answer = await api.request('DELETE', `/v1/streams/${name}`);
    const after = await api.request('GET', `/v1/streams/${name}`);

    expect(answer.status).toBe(204);
    expect([after.status, codeOf(after)]).toEqual([404, 'definition.not-found']);
    const { topics } = await api.context.kafka.cluster('main');
    await expect(topics.describe(name)).rejects.toMatchObject({ engine: 'kafka', kind: 'not-found' });
  });
});

describe('a stream that is used', () => {
  it('cannot be deleted until it is not used any more', async () => {
    const name = await createStream();
    const [user, use] = [
      { kind: 'model', name: uniqueName('t-model') },
      { kind: 'stream', name },
    ] as const;
    await recordUses(api.context, user, [use]);

    const refused = await api.request('DELETE', `/v1/streams/${name}`);
    await recordUses(api.context, user, [], [use]);
    const deleted = await api.request('DELETE', `/v1/streams/${name}`);

    expect([refused.status, codeOf(refused)]).toEqual([409, 'definition.in-use']);
    expect(deleted.status).toBe(204);
  });

  it('can be deleted and made again with fewer partitions while events come in', async () => {
    const name = await createStream({ partitions: 4 });
    const lines = '{"origin":"A"}\n{"origin":"B"}\n{"origin":"C"}\n{"origin":"D"}\n{"origin":"E"}';
    await send(name, lines, NDJSON_TYPE);

    await api.request('DELETE', `/v1/streams/${name}`);
    const between = await send(name, lines, NDJSON_TYPE);
    await api.request('POST', '/v1/streams', { body: definition(name, { partitions: 1 }) });
    const after = await send(name, lines, NDJSON_TYPE);

    expect([between.status, codeOf(between)]).toEqual([404, 'definition.not-found']);
    expect(after).toMatchObject({ status: 200, body: { delivered: 5 } });
  });
});

describe('events that come in', () => {
  it('are read as they were sent, whether as an array, one object, lines or packed', async () => {
    const name = await createStream();
    const lines = '{"origin":"SEA","delay":3}\n\n {"origin": "JFK", "delay": null}\r\n';

    await send(name, '[{"origin":"LAX","delay":1},{"origin":"SFO","at":"2026-01-31T23:59:59.999Z"}]', JSON_TYPE);
    await send(name, '{"origin":"ORD"}', JSON_TYPE);
    const plain = await send(name, lines, NDJSON_TYPE);
    await send(name, new Uint8Array(gzipSync(lines)), { ...NDJSON_TYPE, 'content-encoding': 'gzip' });

    const items = await readItems(`${name}/events?from=earliest`);
    expect(plain).toMatchObject({ status: 200, body: { delivered: 2, deadLettered: 0 } });
    expect(sorted(items.map(({ key }) => key))).toEqual(['JFK', 'JFK', 'LAX', 'ORD', 'SEA', 'SEA', 'SFO']);
    expect(items.find(({ key }) => key === 'JFK')?.value).toEqual({ origin: 'JFK', delay: null });
    expect(new Set(items.filter(({ key }) => key === 'SEA').map(({ partition }) => partition)).size).toBe(1);
  });

  it('go to the dead letters with reason and original bytes when they are bad', async () => {
    const name = await createStream();
    const bad = ['{"origin":"LAX","delay":"late"}', 'not json', '{"delay":1}', '{"origin":"A","gate":4}'];

    const answer = await send(name, ['{"origin":"LAX","delay":1}', ...bad].join('\n'), NDJSON_TYPE);

    const result = IngestResult.parse(answer.body);
    const letters = (await readItems(`${name}.dead-letter/events?from=earliest`)).map(({ value }) =>
      DeadLetter.parse(value),
    );
    expect([result.delivered, result.deadLettered]).toEqual([1, 4]);
    expect(result.results[1]?.reason).toBe(`field 'delay' must be an int (whole, 32 bits), it is the string "late"`);
    expect(letters.map(({ raw }) => Buffer.from(raw, 'base64').toString())).toEqual(bad);
    expect(letters.map(({ reason }) => reason)).toEqual(result.results.slice(1).map(({ reason }) => reason));
    expect(new Set(letters.map(({ source }) => source))).toEqual(new Set(['ingest']));
  });

  it('are told where they are', async () => {
    const name = await createStream({ partitions: 1 });

    const answer = await send(name, '[{"origin":"A"},{"origin":7},{"origin":"B"}]', JSON_TYPE);

    expect(IngestResult.parse(answer.body).results).toMatchObject([
      { index: 0, status: 'delivered', partition: 0, offset: '0' },
      { index: 1, status: 'dead-lettered', partition: 0, offset: '0' },
      { index: 2, status: 'delivered', partition: 0, offset: '1' },
    ]);
  });

  it('are refused as a whole when the body cannot be read', async () => {
    const name = await createStream();
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(65 * 1024 * 1024)));

    const notJson = await send(name, '[{"origin":"A"},{]', JSON_TYPE);
    const wrongType = await send(name, 'origin=A', { 'content-type': 'text/plain' });
    const notGzip = await send(name, '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' });
    const tooLarge = await send(name, `"${'x'.repeat(4 * 1024 * 1024)}"`, JSON_TYPE);
    const unpacksTooLarge = await send(name, bomb, { ...NDJSON_TYPE, 'content-encoding': 'gzip' });

    expect([notJson.status, codeOf(notJson)]).toEqual([400, 'request.not-json']);
    expect([wrongType.status, codeOf(wrongType)]).toEqual([415, 'request.unsupported-media-type']);
    expect([notGzip.status, codeOf(notGzip)]).toEqual([400, 'request.invalid']);
    expect([tooLarge.status, codeOf(tooLarge)]).toEqual([413, 'request.too-large']);
    expect([unpacksTooLarge.status, codeOf(unpacksTooLarge)]).toEqual([413, 'request.too-large']);
    expect(await readItems(`${name}/events?from=earliest`)).toEqual([]);
  });

  it('are taken in once when the request is repeated with its Idempotency-Key', async () => {
    const name = await createStream();
    const headers = { ...JSON_TYPE, 'idempotency-key': uniqueName('key') };

    const first = await send(name, '{"origin":"A"}', headers);
    const second = await send(name, '{"origin":"A"}', headers);

    expect(second.body).toEqual(first.body);
    expect(await readItems(`${name}/events?from=earliest`)).toHaveLength(1);
  });

  it('are not acknowledged when Kafka is down', async () => {
    const name = await createStream();
    const controlPlane = await serveBrokers('127.0.0.1:1');
    vi.stubEnv('AWS_ENDPOINT_URL_KAFKA', controlPlane.url);
    const withoutKafka = await startApi();

    const answer = await withoutKafka.request('POST', `/v1/streams/${name}/events`, {
      body: '{"origin":"A"}',
      headers: JSON_TYPE,
    });
    await withoutKafka.close();
    vi.unstubAllEnvs();
    controlPlane.server.close();

    expect([answer.status, codeOf(answer)]).toEqual([503, 'engine.unreachable']);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await readItems(`${name}/events?from=earliest`)).toEqual([]);
  });

  it('all arrive when many come at once', async () => {
    const name = await createStream();
    const line = (index: number) => JSON.stringify({ origin: `o${index % 50}`, delay: index });
    const bodies = Array.from({ length: 20 }, (_, part) =>
      Array.from({ length: 500 }, (_, index) => line(part * 500 + index)).join('\n'),
    );

    const answers = await Promise.all(bodies.map((body) => send(name, body, NDJSON_TYPE)));

    const items = await readItems(`${name}/events?from=earliest&limit=10000`);
    const places = answers.flatMap(({ body }) =>
      IngestResult.parse(body).results.map(({ partition, offset }) => `${partition}:${offset}`),
    );
    expect(items).toHaveLength(10_000);
    expect(new Set(items.map(({ value }) => z.object({ delay: z.int() }).parse(value).delay)).size).toBe(10_000);
    expect(new Set(places)).toEqual(new Set(items.map(({ partition, offset }) => `${partition}:${offset}`)));
  });
});

describe('events that are read', () => {
  it('start at the beginning, at a time, or are the newest ones', async () => {
    const name = await createStream();
    await send(name, '[{"origin":"A","delay":1},{"origin":"B","delay":2}]', JSON_TYPE);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const between = new Date().toISOString();
    await send(name, '[{"origin":"A","delay":3}]', JSON_TYPE);
    const delays = async (query: string) =>
      (await readItems(`${name}/events?${query}`)).map(({ value }) => z.object({ delay: z.int() }).parse(value).delay);

    expect(sorted(await delays('from=earliest'))).toEqual([1, 2, 3]);
    expect(await delays(`from=${between}`)).toEqual([3]);
    expect(await delays('limit=1')).toEqual([3]);
    expect(await delays('from=earliest&limit=2')).not.toContain(3);
    expect(await delays('from=2099-01-01T00:00:00Z')).toEqual([]);
  });

  it('cannot start at what is no time', async () => {
    const answer = await api.request('GET', '/v1/streams/t-any/events?from=noon');
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/from' }] } });
  });

  it('come as lines when those are asked for', async () => {
    const name = await createStream();
    await send(name, '[{"origin":"A"},{"origin":"B"}]', JSON_TYPE);

    const headers = { accept: 'application/x-ndjson' };
    const answer = await api.fetchRaw('GET', `/v1/streams/${name}/events?from=earliest`, { headers });

    const lines = (await answer.text()).trimEnd().split('\n');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(sorted(lines.map((line) => StreamRecord.parse(JSON.parse(line)).key))).toEqual(['A', 'B']);
  });

  it('show their bytes when they are not JSON', async () => {
    const name = await createStream();
    const cluster = await api.context.kafka.cluster('main');
    await cluster.send([{ topic: name, key: undefined, value: Buffer.from([0xff, 0x00]) }]);

    expect(await readItems(`${name}/events`)).toMatchObject([{ key: null, value: null, raw: '/wA=' }]);
  });

  it('are those of committed transactions only', async () => {
    const name = await createStream({ partitions: 1 });
    const { bootstrapServers } = await api.context.kafka.connection('main');
    const producer = new Producer({
      clientId: 'test',
      bootstrapBrokers: bootstrapServers.split(','),
      idempotent: true,
      transactionalId: name,
    });
    const message = (text: string) => ({ messages: [{ topic: name, value: Buffer.from(`{"origin":"${text}"}`) }] });

    const first = await producer.beginTransaction();
    await first.send(message('aborted'));
    await first.abort();
    const second = await producer.beginTransaction();
    await second.send(message('committed'));
    await second.commit();
    const third = await producer.beginTransaction();
    await third.send(message('open'));
    const whileOpen = await readItems(`${name}/events`);
    await third.commit();
    await producer.close();

    expect(whileOpen.map(({ value }) => value)).toEqual([{ origin: 'committed' }]);
    expect(await readItems(`${name}/events?limit=2`)).toMatchObject([{ offset: '2' }, { offset: '4' }]);
  });

  it('reach a client that listens as server-sent events until it leaves', async () => {
    const name = await createStream({ partitions: 1 });
    await send(name, '{"origin":"before"}', JSON_TYPE);
    const headers = { accept: 'text/event-stream' };
    const answer = await api.fetchRaw('GET', `/v1/streams/${name}/events`, { headers });

    await send(name, '{"origin":"after"}', JSON_TYPE);
    const text = await readUntil(answer, 'after');

    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(text).not.toContain('before');
    expect(text).toMatch(/\nid: 0:1\n/);
    expect(StreamRecord.parse(JSON.parse(/data: (.*)\n/.exec(text)?.[1] ?? '')).value).toEqual({ origin: 'after' });
  });

  it('end by themselves as server-sent events when a limit is given', async () => {
    const name = await createStream();
    await send(name, '[{"origin":"A"},{"origin":"B"},{"origin":"C"}]', JSON_TYPE);

    const headers = { accept: 'text/event-stream' };
    const answer = await api.fetchRaw('GET', `/v1/streams/${name}/events?from=earliest&limit=2`, { headers });

    expect((await answer.text()).match(/^data:/gm)).toHaveLength(2);
  });
});

/** A control plane that knows nothing but where the brokers are. */
async function serveBrokers(brokers: string) {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ bootstrapBrokerString: brokers }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return { server, url: `http://127.0.0.1:${port}` };
}

/** Reads an endless answer until it holds the text, then leaves. */
async function readUntil(answer: Response, wanted: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(wanted)) break;
  }
  return text;
}

describe('a token', () => {
  it('reads with the role viewer and writes with the role editor', async () => {
    const name = await createStream();
    const token = await api.tokenFor({ role: 'viewer' });

    const read = await api.request('GET', `/v1/streams/${name}/events`, { token });
    const write = await api.request('POST', `/v1/streams/${name}/events`, {
      token,
      body: '{"origin":"A"}',
      headers: JSON_TYPE,
    });

    expect(read.status).toBe(200);
    expect([write.status, codeOf(write)]).toEqual([403, 'access.forbidden']);
  });

  it('sees the streams that it names, and their dead letters, and no others', async () => {
    const [own, other] = [await createStream(), await createStream()];
    const token = await api.tokenFor({ role: 'editor', streams: [own] });
    const statusOf = async (path: string) => (await api.request('GET', `/v1/streams/${path}`, { token })).status;

    const { body } = await api.request('GET', '/v1/streams?limit=1000', { token });

    expect(await statusOf(own)).toBe(200);
    expect(await statusOf(`${own}.dead-letter/events`)).toBe(200);
    expect(await statusOf(other)).toBe(403);
    expect(await statusOf(`${other}/events`)).toBe(403);
    expect(await statusOf(`${other}.late/events`)).toBe(403);
    expect(
      z
        .object({ items: z.array(z.object({ name: z.string() })) })
        .parse(body)
        .items.map(({ name }) => name),
    ).toEqual([own]);
  });
});

it('answers 404 for a stream that is not there', async () => {
  const read = await api.request('GET', '/v1/streams/t-none/events');
  const write = await send('t-none', '{}', JSON_TYPE);
  const wrongName = await api.request('GET', '/v1/streams/t-none.other/events');

  expect([read.status, write.status, wrongName.status]).toEqual([404, 404, 400]);
});
