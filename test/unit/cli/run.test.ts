// The command line against a small HTTP server in this process; long because every command has its cases here.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS, run } from '#cli/run.ts';
import { problem, startSmallApi } from './small-api.ts';
import { testTerminal } from './test-terminal.ts';

const STREAM = `kind: stream
name: clicks
owner: me
layer: ODS
schema: { fields: [{ name: at, type: timestamp }], eventTime: at }
`;
const CHANNEL = 'kind: channel\nname: show\nowner: me\ntype: webhook\nurl: ${URL:-http://a.example/}\n';
const PIPELINE = `kind: pipeline
name: clean
owner: me
nodes: [{ kind: stream-source, name: in, stream: clicks }, { kind: stream-sink, name: out, input: in, stream: clicks }]
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string) => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};
/** An address at which nobody listens any more. */
async function startAndStop() {
  await using api = await startSmallApi();
  return { url: api.url };
}
const terminalFor = (url: string) => testTerminal({ environment: { MILLRACE_URL: url, MILLRACE_TOKEN: 'secret' } });

describe('millrace', () => {
  test.each(COMMANDS.map(({ name }) => name))('%s --help shows its usage with examples', async (name) => {
    const terminal = testTerminal();

    expect(await run([name, '--help'], terminal)).toBe(0);
    expect(terminal.output()).toMatch(new RegExp(`usage: millrace ${name}[^]*examples:\\n {2}(millrace|npm run) `));
  });

  test('lists its commands, and shows its version', async () => {
    const [help, version] = [testTerminal(), testTerminal()];

    expect(await run(['--help'], help)).toBe(0);
    expect(await run(['--version'], version)).toBe(0);
    expect(COMMANDS.filter(({ name }) => !help.output().includes(`  ${name} `))).toEqual([]);
    expect(version.output()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [[], ''],
    [['fly'], 'there is no command "fly"'],
    [['apply'], 'say what to apply'],
    [['apply', '-f', '/nowhere'], 'there is no file or folder /nowhere'],
    [['apply', '--fast'], "Unknown option '--fast'"],
    [['get'], 'usage: millrace get <kind>'],
    [['get', 'flights'], 'there is no kind "flights"; there are streams, pipelines'],
    [['get', 'incidents', 'x'], 'incidents have no names'],
    [['get', 'streams', '--json', '--yaml'], 'choose one of --json and --yaml'],
    [['delete', 'stream', 'clicks'], 'there is nobody to ask: add --yes'],
    [['query', '--model', 'm'], '--measures: '],
    [['tail', 'clicks', '--limit', '1.5'], '--limit is a number of records'],
    [['start', 'clean', '--timeout', 'x'], '--timeout is a number of seconds'],
  ])('%j is not understood: exit code 2', async (args, note) => {
    const terminal = testTerminal();

    expect(await run(args, terminal)).toBe(2);
    expect(terminal.notes()).toContain(note);
  });

  test('says that nobody answers at the address, and how to start what should', async () => {
    const { url } = await startAndStop();
    const terminal = terminalFor(url);

    expect(await run(['get', 'streams'], terminal)).toBe(1);
    expect(terminal.notes()).toMatch(/^cannot reach http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*\n.*npm start/);
  });

  test('prints a problem with its fields', async () => {
    const errors = [{ pointer: '/measures/0', reason: 'there is no such measure' }];
    await using api = await startSmallApi({ 'POST /v1/query': () => problem(422, 'query.invalid', 'no', errors) });
    const terminal = terminalFor(api.url);

    expect(await run(['query', '-m', 'm', '--measures', 'a'], terminal)).toBe(1);
    expect(terminal.notes()).toBe('Not possible (query.invalid): no\n  /measures/0: there is no such measure\n');
  });
});

describe('apply', () => {
  test('creates in the order of dependencies, then finds nothing to do, then changes one field', async () => {
    await using api = await startSmallApi();
    await write('a.yaml', `${CHANNEL}---\n${PIPELINE}`);
    const streams = await write('b.yml', STREAM);
    const [first, second, third] = [terminalFor(api.url), terminalFor(api.url), terminalFor(api.url)];

    expect(await run(['apply', '-f', folder], first)).toBe(0);
    expect(await run(['apply', '-f', folder], second)).toBe(0);
    await writeFile(streams, `${STREAM}partitions: 4\n`);
    expect(await run(['apply', '-f', folder], third)).toBe(0);

    expect(first.output()).toBe('stream clicks created\npipeline clean created\nchannel show created\n');
    expect(second.output()).toBe('stream clicks unchanged\npipeline clean unchanged\nchannel show unchanged\n');
    expect(third.output()).toBe('stream clicks changed\npipeline clean unchanged\nchannel show unchanged\n');
    expect(api.writes()).toEqual([
      'POST /v1/streams',
      'POST /v1/pipelines',
      'POST /v1/channels',
      'PUT /v1/streams/clicks',
    ]);
    expect(api.requests.at(-3)?.headers).toMatchObject({ 'if-match': '"1"', authorization: 'Bearer secret' });
  });

  test('--dry-run shows each field that differs and writes nothing', async () => {
    await using api = await startSmallApi();
    const file = await write('b.yaml', STREAM);
    await run(['apply', '-f', file], terminalFor(api.url));
    await writeFile(file, `${STREAM}partitions: 4\n---\n${CHANNEL}`);
    const terminal = terminalFor(api.url);

    expect(await run(['apply', '-f', file, '--dry-run'], terminal)).toBe(0);
    expect(terminal.output()).toBe(
      'stream clicks changed (dry run)\n    ~ partitions: 2 -> 4\n' +
        'channel show created (dry run)\n    + name: "show"\n    + owner: "me"\n    + type: "webhook"\n    + url: "http://a.example/"\n',
    );
    expect(api.writes()).toEqual(['POST /v1/streams']);
  });

  test('what fails is told with its place, the rest is applied, and the exit code is 1', async () => {
    await using api = await startSmallApi({ 'POST /v1/streams': () => problem(409, 'definition.exists', 'taken') });
    const file = await write('b.yaml', `${STREAM}---\n${CHANNEL}---\nkind: rule\nname: r\n`);
    const terminal = terminalFor(api.url);

    expect(await run(['apply', '-f', file], terminal)).toBe(1);
    expect(terminal.output()).toBe('stream clicks failed\nchannel show created\n');
    expect(terminal.notes()).toContain('b.yaml, document 1: Not possible (definition.exists): taken');
    expect(terminal.notes()).toMatch(/b\.yaml:\d+: document 3, rule "r", \/owner: /);
  });

  test('shows the secret that was made for a channel, and does not take a secret for a change', async () => {
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    const made = { name: 'show', version: 1, secret };
    await using api = await startSmallApi();
    await using making = await startSmallApi({ 'POST /v1/channels': () => ({ status: 201, body: made }) });
    const file = await write('c.yaml', `${CHANNEL}secret: ${secret}\n`);
    const [first, second, third] = [terminalFor(api.url), terminalFor(api.url), terminalFor(making.url)];

    await run(['apply', '-f', file], first);
    api.stored.set('/v1/channels/show', { ...api.stored.get('/v1/channels/show'), version: 1, secret: undefined });
    await run(['apply', '-f', file], second);

    await run(['apply', '-f', await write('c.yaml', CHANNEL)], third);

    expect(first.output()).toBe('channel show created\n');
    expect(third.output()).toBe(`channel show created\n    secret, shown only now: ${secret}\n`);
    expect(second.output()).toBe('channel show unchanged\n');
  });

  test('passes over JSON of another kind in a folder, and refuses one definition in two places', async () => {
    await using api = await startSmallApi();
    await write('a.yaml', STREAM);
    await write('b.yaml', STREAM);
    await write('dashboard.json', '{ "title": "Flights" }');
    const terminal = terminalFor(api.url);

    expect(await run(['apply', '-f', folder, '--dry-run'], terminal)).toBe(1);
    expect(terminal.notes()).toContain('dashboard.json: skipped, it has no kind');
    expect(terminal.notes()).toMatch(/b\.yaml: the stream "clicks" is also in .*a\.yaml/);
  });

  const statusOf = (desired: string, runningVersion: number | null) => () => ({
    status: 200,
    body: {
      name: 'clean',
      desired,
      observed: 'READY',
      observedAt: null,
      reachable: true,
      definitionVersion: 2,
      runningVersion,
      snapshot: null,
      metrics: null,
      lastError: null,
    },
  });
  test.each([
    ['stopped', null, 'started', 'POST /v1/pipelines/clean/start'],
    ['running', 1, 'upgraded', 'POST /v1/pipelines/clean/upgrade'],
    ['running', 2, 'running', undefined],
    ['stopped', 1, 'stopped (someone stopped it: millrace start)', undefined],
  ])('--start finds a pipeline that is %s at version %s: %s', async (desired, version, word, request) => {
    await using api = await startSmallApi({
      'GET /v1/pipelines/clean/status': statusOf(desired, version),
      'POST /v1/pipelines/clean/start': () => ({ status: 202, body: {} }),
      'POST /v1/pipelines/clean/upgrade': () => ({ status: 202, body: {} }),
    });
    const file = await write('p.yaml', PIPELINE);
    const terminal = terminalFor(api.url);

    expect(await run(['apply', '-f', file, '--start'], terminal)).toBe(0);
    expect(terminal.output()).toBe(`pipeline clean created\npipeline clean ${word}\n`);
    expect(api.writes()[1]).toBe(request);
  });
});

describe('get and delete', () => {
  test('get shows a table over all pages, JSON, or YAML that can be applied again', async () => {
    await using api = await startSmallApi({
      'GET /v1/streams?limit=500': () => ({
        status: 200,
        body: { items: [{ name: 'a', schema: { key: 'k' } }], nextCursor: 'next' },
      }),
      'GET /v1/streams?limit=500&cursor=next': () => ({
        status: 200,
        body: { items: [{ name: 'b', schema: {}, layer: 'DWD' }], nextCursor: null },
      }),
    });
    await run(['apply', '-f', await write('a.yaml', STREAM)], terminalFor(api.url));
    const [table, yaml] = [terminalFor(api.url), terminalFor(api.url)];

    expect(await run(['get', 'streams'], table)).toBe(0);
    expect(await run(['get', 'stream', 'clicks', '--yaml'], yaml)).toBe(0);

    expect(table.output()).toMatch(/^NAME +LAYER +KEY .*\na +- +k .*\nb +DWD +- /);
    const again = terminalFor(api.url);
    expect(await run(['apply', '-f', await write('b.yaml', yaml.output())], again)).toBe(0);
    expect(again.output()).toBe('stream clicks unchanged\n');
  });

  test('delete asks first, and does nothing without a yes', async () => {
    await using api = await startSmallApi();
    await run(['apply', '-f', await write('a.yaml', STREAM)], terminalFor(api.url));
    const answering = (answer: boolean) => ({ ...terminalFor(api.url), confirm: () => Promise.resolve(answer) });

    expect(await run(['delete', 'stream', 'clicks'], answering(false))).toBe(1);
    expect(api.writes()).toEqual(['POST /v1/streams']);
    expect(await run(['delete', 'stream', 'clicks'], answering(true))).toBe(0);
    expect(await run(['delete', 'stream', 'clicks', '--yes'], answering(false))).toBe(1);
    expect(api.writes()).toEqual(['POST /v1/streams', 'DELETE /v1/streams/clicks', 'DELETE /v1/streams/clicks']);
  });
});

describe('query and tail', () => {
  const RESULT = {
    queryId: 'q',
    columns: [
      { name: 'origin', type: 'string' },
      { name: 'flights', type: 'long' },
    ],
    rows: [
      ['JFK', 12],
      [null, 2.34567],
    ],
    truncated: true,
  };

  test('query prints a table; an order may begin with a dash', async () => {
    await using api = await startSmallApi({ 'POST /v1/query': () => ({ status: 200, body: RESULT }) });
    const terminal = terminalFor(api.url);

    const args = ['--model', 'flights', '--measures', 'flights', '--dimensions', 'origin', '--order-by', '-flights'];
    expect(await run(['query', ...args], terminal)).toBe(0);
    expect(terminal.output()).toBe('origin  flights\nJFK          12\n-         2.346\n');
    expect(terminal.notes()).toContain('the first 2 rows; there are more');
    expect(api.requests[0]?.body).toMatchObject({ orderBy: [{ field: 'flights', direction: 'desc' }] });
  });

  test('query --ndjson passes the lines on', async () => {
    const text = '{"origin":"JFK"}\n{"origin":"LGA"}\n';
    await using api = await startSmallApi({ 'POST /v1/sql': () => ({ status: 200, text }) });
    const terminal = terminalFor(api.url);

    expect(await run(['query', '--sql', 'SELECT 1', '--ndjson'], terminal)).toBe(0);
    expect(terminal.output()).toBe(text);
    expect(api.requests[0]?.headers.accept).toBe('application/x-ndjson');
  });

  const event = (offset: number) => {
    const record = { partition: 0, offset: String(offset), timestamp: '2026-01-01T00:00:00.000Z', key: null };
    return `id: 0:${offset}\ndata: ${JSON.stringify({ ...record, value: { n: offset } })}\n\n`;
  };
  test('tail prints values, ends at its limit, and fails when the API ends before', async () => {
    const answer = () => ({ status: 200, text: `: open\n\n${event(0)}${event(1)}` });
    await using api = await startSmallApi({
      'GET /v1/streams/clicks/events?from=earliest&limit=2': answer,
      'GET /v1/streams/clicks/events?from=latest': answer,
    });
    const [limited, endless] = [terminalFor(api.url), terminalFor(api.url)];

    expect(await run(['tail', 'clicks', '--from', 'earliest', '--limit', '2'], limited)).toBe(0);
    expect(await run(['tail', 'clicks'], endless)).toBe(1);
    expect(limited.output()).toBe('{"n":0}\n{"n":1}\n');
    expect(endless.notes()).toBe('the API ended the answer\n');
  });
});
