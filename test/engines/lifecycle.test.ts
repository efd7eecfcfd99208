// A home of its own beside the one that runs the other tests: started, started again, killed, recovered, stopped.
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createApiClient } from '#cli/api-client.ts';
import { readConnection } from '#cli/connection.ts';
import { openHome } from '#local/home.ts';
import { isAlive, listRecords } from '#local/process-record.ts';
import { readPorts } from '#local/ports.ts';
import { urlOf } from '#local/environment.ts';
import { livingRunner } from '#local/runner-record.ts';

const WAIT = { timeout: 180_000, interval: 500 };
const root = path.resolve(import.meta.dirname, '../..');
const basePort = readPorts(process.env).api + 100;

// Beside the tests' home, where .ci/run finds it.
const folder = path.join(root, '.millrace-test', 'lifecycle');
let environment: NodeJS.ProcessEnv;
beforeAll(() => {
  environment = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    JAVA_HOME: process.env['JAVA_HOME'],
    MILLRACE_CACHE: openHome(process.env).cache,
    MILLRACE_HOME: folder,
    MILLRACE_PORT: String(basePort),
  };
});
afterAll(async () => {
  await launch('stop');
  await rm(folder, { recursive: true, force: true });
});

/** A launcher command on the second home, as a person types it. */
async function launch(...args: string[]): Promise<{ code: number; output: string }> {
  const command = [path.join(root, 'local', 'launch.mjs'), ...args];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      env: environment,
      timeout: 300_000,
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const Failure = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() });
    const { code, stdout, stderr } = Failure.parse(error);
    return { code, output: stdout + stderr };
  }
}

const api = () => createApiClient({ ...readConnection({}, environment), url: urlOf(basePort) });
const send = (from: number, count: number) =>
  api().request('POST', '/v1/streams/plays/events', {
    body: Array.from({ length: count }, (_, index) => ({ time: new Date().toISOString(), id: from + index })),
  });
const schema = {
  fields: [
    { name: 'time', type: 'timestamp', nullable: false },
    { name: 'id', type: 'int', nullable: false },
  ],
  eventTime: 'time',
};

async function idsOf(stream: string): Promise<number[]> {
  const Page = z.object({ items: z.array(z.object({ value: z.object({ id: z.int() }) })) });
  const page = Page.parse(await api().get(`/v1/streams/${stream}/events`, { from: 'earliest', limit: '1000' }));
  return page.items.map(({ value }) => value.id).toSorted((one, other) => one - other);
}

describe('a second home', { timeout: 900_000 }, () => {
  it('starts beside the first, with every process up', async () => {
    const started = await launch('start', '--detach', '--no-example');
    expect(started.output).toContain('ready');
    const status = z
      .object({ isRunning: z.boolean(), processes: z.array(z.object({ name: z.string(), state: z.string() })) })
      .parse(JSON.parse((await launch('status', '--json')).output));
    expect(status.isRunning).toBe(true);
    expect(status.processes.filter(({ state }) => state !== 'up')).toEqual([]);
    expect((await api().get('/readyz')) satisfies unknown).toMatchObject({ ready: true });
  });

  it('says that it is already running', async () => {
    const second = await launch('start');
    expect(second).toMatchObject({ code: 1, output: expect.stringContaining('already running') });
  });

  it('goes on after its runner was killed: definitions, data and the running pipeline are there again', async () => {
    for (const name of ['plays', 'plays_clean']) {
      await api().request('POST', '/v1/streams', { body: { name, owner: 'test', layer: 'ODS', schema } });
    }
    const nodes = [
      { kind: 'stream-source', name: 'source', stream: 'plays' },
      { kind: 'filter', name: 'named', input: 'source', condition: 'id >= 0' },
      { kind: 'stream-sink', name: 'sink', input: 'named', stream: 'plays_clean', delivery: 'exactly-once' },
    ];
    const pipeline = { name: 'plays-clean', owner: 'test', nodes, checkpointInterval: 'PT1S' };
    await api().request('POST', '/v1/pipelines', { body: pipeline });
    await api().request('POST', '/v1/pipelines/plays-clean/start', { body: {} });
    await send(0, 100);
    await vi.waitFor(async () => expect(await idsOf('plays_clean')).toHaveLength(100), WAIT);

    const runner = livingRunner(openHome(environment));
    if (runner === undefined) throw new Error('there is no runner');
    process.kill(runner.pid, 'SIGKILL');
    await vi.waitFor(() => expect(livingRunner(openHome(environment))).toBeUndefined(), WAIT);

    const again = await launch('start', '--detach', '--no-example');
    expect(again.output).toContain('ready');
    await send(100, 100);
    await vi.waitFor(
      async () => expect(await idsOf('plays_clean')).toEqual(Array.from({ length: 200 }, (_, id) => id)),
      WAIT,
    );
    expect(await api().get('/v1/pipelines/plays-clean/status')).toMatchObject({
      desired: 'running',
      observed: 'RUNNING',
    });
  });

  it('leaves no process when it is stopped', async () => {
    const records = listRecords(openHome(environment));
    expect(records.length).toBeGreaterThan(10);
    expect((await launch('stop')).code).toBe(0);
    expect(records.filter(isAlive)).toEqual([]);
  });
});
