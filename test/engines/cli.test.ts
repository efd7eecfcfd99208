// The command line as its user runs it: a process of its own, against the API of the running home.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiClient } from '#cli/api-client.ts';
import { readConnection } from '#cli/connection.ts';
import { uniqueName } from '#test/support/api.ts';

const url = process.env['MILLRACE_URL'] ?? `http://127.0.0.1:${process.env['MILLRACE_PORT'] ?? '7070'}`;
const program = path.resolve(import.meta.dirname, '../../cli/millrace.mjs');
const name = uniqueName('cli');
const output = `${name}-out`;

const FIELDS =
  '{ fields: [{ name: at, type: timestamp, nullable: false }, { name: city, type: string }], eventTime: at, key: city }';
const definitions = (retention: string) => `kind: rule
name: ${name}
owner: test
model: ${name}
measure: events
window: PT1M
condition: { kind: threshold, operator: '>', warning: 1000000 }
channels: [${name}]
---
kind: stream
name: ${name}
owner: test
layer: ODS
retention: ${retention}
schema: ${FIELDS}
---
kind: stream
name: ${output}
owner: test
layer: DWD
schema: ${FIELDS}
---
kind: pipeline
name: ${name}
owner: test
nodes:
  - { kind: stream-source, name: in, stream: ${name} }
  - { kind: filter, name: known, input: in, condition: city IS NOT NULL }
  - { kind: stream-sink, name: out, input: known, stream: ${output} }
---
kind: model
name: ${name}
owner: test
stream: ${name}
dimensions: [{ name: city }]
measures: [{ name: events, kind: count }]
---
kind: channel
name: ${name}
owner: test
type: webhook
url: \${CLI_TEST_RECEIVER:-http://127.0.0.1:9/}
`;

interface Finished {
  code: number | string;
  stdout: string;
  stderr: string;
}
const millrace = (...args: string[]): Promise<Finished> =>
  new Promise((resolve) => {
    const env = { ...process.env, MILLRACE_URL: url };
    execFile(process.execPath, [program, ...args], { env, timeout: 200_000 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? (error === null ? 0 : 'killed'), stdout, stderr });
    });
  });

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-cli-'));
  file = path.join(folder, 'all.yaml');
  await writeFile(file, definitions('PT2H'));
});
afterAll(async () => {
  await millrace('stop', name, '--wait');
  for (const kind of ['rule', 'channel', 'model', 'pipeline', 'stream']) await millrace('delete', kind, name, '--yes');
  await millrace('delete', 'stream', output, '--yes');
  await rm(folder, { recursive: true });
});

const linesOf = (result: string) =>
  [`stream ${name}`, `stream ${output}`, `pipeline ${name}`, `model ${name}`, `channel ${name}`, `rule ${name}`].map(
    (thing) => `${thing} ${result}`,
  );

describe('millrace on a running platform', () => {
  test('apply --dry-run shows what it would do and does nothing', async () => {
    const { code, stdout } = await millrace('apply', '-f', file, '--dry-run');

    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => !line.startsWith(' '))).toEqual([...linesOf('created (dry run)'), '']);
    expect((await millrace('get', 'stream', name)).stderr).toContain('(definition.not-found)');
  });

  test('apply creates everything, then finds it unchanged, then changes what differs', async () => {
    const first = await millrace('apply', '-f', folder);
    const second = await millrace('apply', '-f', folder);
    await writeFile(file, definitions('PT3H'));
    const preview = await millrace('apply', '-f', folder, '--dry-run');
    const third = await millrace('apply', '-f', folder, '--json');

    expect(first.stderr).toBe('');
    expect(first.stdout.split('\n').filter((line) => !line.startsWith(' '))).toEqual([...linesOf('created'), '']);
    expect(first.stdout).toMatch(/secret, shown only now: whsec_/);
    expect(second.stdout.split('\n')).toEqual([...linesOf('unchanged'), '']);
    expect(preview.stdout).toContain(`stream ${name} changed (dry run)\n    ~ retention: "PT2H" -> "PT3H"\n`);
    expect(JSON.parse(third.stdout)).toMatchObject([
      { kind: 'stream', name, result: 'changed', changes: [{ path: 'retention', before: 'PT2H', after: 'PT3H' }] },
      ...Array.from({ length: 5 }, () => ({ result: 'unchanged' })),
    ]);
  });

  test('apply --start starts the pipeline, and stop --wait stops it with a snapshot', async () => {
    const started = await millrace('apply', '-f', folder, '--start');
    const running = await millrace('start', name, '--wait');
    const stopped = await millrace('stop', name, '--wait');

    expect(started.stdout).toContain(`pipeline ${name} started\n`);
    expect([started.code, running.stderr, stopped.code]).toEqual([0, expect.stringContaining('RUNNING'), 0]);
    expect(stopped.stderr).toContain('READY');
  });

  test('tail and query show the events that were sent', async () => {
    const api = createApiClient(readConnection({ url }, process.env));
    const events = ['Lima', 'Lima', 'Oslo'].map((city) => ({ at: new Date().toISOString(), city }));
    await api.request('POST', `/v1/streams/${name}/events`, { body: events });

    const tailed = await millrace('tail', name, '--from', 'earliest', '--limit', '3');
    const asked = ['query', '--model', name, '--measures', 'events', '--dimensions', 'city', '--order-by', '-events'];
    let table = await millrace(...asked);
    for (let tries = 0; tries < 40 && !table.stdout.includes('Oslo'); tries += 1) {
      await sleep(2000);
      table = await millrace(...asked);
    }
    const sql = await millrace(
      'query',
      '--sql',
      `SELECT city FROM "${name}" WHERE city = ?`,
      '--parameter',
      'Oslo',
      '--json',
    );

    expect(
      tailed.stdout
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(expect.arrayContaining(events));
    expect(table).toEqual({ code: 0, stdout: 'city  events\nLima       2\nOslo       1\n', stderr: '2 rows\n' });
    expect(JSON.parse(sql.stdout)).toMatchObject({ rows: [['Oslo']], truncated: false });

    const file = path.join(folder, 'cities.ndjson.gz');
    const saved = await millrace(...asked, '--out', file);
    expect(saved).toMatchObject({ code: 0, stdout: '', stderr: `2 rows, 0.0 MB in ${file}\n` });
    const lines = gunzipSync(await readFile(file))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(lines.slice(1)).toEqual(['["Lima",2]', '["Oslo",1]', '{"rows":2,"truncated":false}']);
  });

  test('get gives a table, JSON and YAML; status has the pipeline and the model', async () => {
    const table = await millrace('get', 'streams');
    const json = await millrace('get', 'model', name, '--json');
    const yaml = await millrace('get', 'pipeline', name, '--yaml');
    const status = await millrace('status');

    expect(table.stdout).toMatch(new RegExp(`^NAME .*\\n([^]*\\n)?${name} +ODS +city `));
    expect(JSON.parse(json.stdout)).toMatchObject({ name, version: 1 });
    expect(yaml.stdout).toMatch(new RegExp(`^kind: pipeline\\nname: ${name}\\n`));
    expect(status.stdout).toMatch(new RegExp(`\\n${name} +stopped +READY `));
    expect(status.stdout).toMatch(new RegExp(`\\n${name} +running +`));
  });

  test('what cannot be done is told with its reason and exit code 1', async () => {
    const used = await millrace('delete', 'stream', name, '--yes');
    const missing = await millrace('query', '--model', name, '--measures', 'nothing');
    const stranger = await millrace('get', 'streams', '--token', 'mr_wrong');

    expect([used.code, missing.code, stranger.code]).toEqual([1, 1, 1]);
    expect(used.stderr).toContain('(definition.in-use)');
    expect(missing.stderr).toMatch(/\(query\.invalid\).*\n {2}\/measures\/0: /);
    expect(stranger.stderr).toContain('(access.unauthenticated)');
  });

  test('delete removes a definition that nothing uses', async () => {
    expect(await millrace('delete', 'rule', name, '--yes')).toEqual({
      code: 0,
      stdout: `rule ${name} deleted\n`,
      stderr: '',
    });
    expect((await millrace('delete', 'rule', name, '--yes')).stderr).toContain('(definition.not-found)');
  });
});
