// The scripts that drain and admit data nodes on AWS, on a real Druid with two historicals, under queries that never stop.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { BUNDLE, druidMachine } from '../infra/support/druid-machine.ts';
import type { Machine } from '../infra/support/druid-machine.ts';
import { RELAY_PORT, startDruidCluster } from './support/druid-cluster.ts';
import type { DruidCluster } from './support/druid-cluster.ts';
import { queryAllTheTime, querySql } from './support/query-all-the-time.ts';

const DAYS = 40;
const ROWS_PER_DAY = 5;
const SQL = 'SELECT COUNT(*), SUM(amount) FROM drained';
const TOTAL = [[DAYS * ROWS_PER_DAY, DAYS * (0 + 1 + 2 + 3 + 4)]];

let cluster: DruidCluster;
let first: Machine;
let second: Machine;
let relay: ChildProcess;
const pids = { first: 0, second: 0 };
const coordinator = () => `http://127.0.0.1:${cluster.ports.druidCoordinator}`;
const broker = () => `http://127.0.0.1:${cluster.ports.druidBroker}`;

const call = async (method: string, url: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};
const segmentsOn = async (port: number): Promise<number> => {
  const segments = await call('GET', `${coordinator()}/druid/coordinator/v1/servers/127.0.0.1:${port}/segments`);
  return Array.isArray(segments) ? segments.length : 0;
};
const keep = (replicas: number) =>
  call('POST', `${coordinator()}/druid/coordinator/v1/rules/_default`, [
    { type: 'loadForever', tieredReplicants: { _default_tier: replicas }, useDefaultTierForNull: true },
  ]);

interface DataMachine {
  port: number;
  pidOf: () => number;
  tasks: 'indexer' | 'middle-manager';
  workerPort: number;
}

/** A machine of the data group whose Druid is the real one: `systemctl stop` ends its historical. */
async function dataMachine({ port, pidOf, tasks, workerPort }: DataMachine): Promise<Machine> {
  const url = coordinator();
  const machine = await druidMachine({
    GROUP: 'data',
    TASKS: tasks,
    COORDINATOR_URL: url,
    HISTORICAL_PORT: String(port),
    WORKER_PORT: String(workerPort),
  });
  const bin = path.join(machine.root, 'bin');
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, 'systemctl'),
    '#!/bin/sh\n[ "$2" != millrace-historical.service ] || kill "$HISTORICAL_PID"\n',
  );
  chmodSync(path.join(bin, 'systemctl'), 0o755);
  const run: Machine['run'] = (script, extra = {}, args = []) =>
    machine.run(
      script,
      {
        PATH: `${bin}:${machine.environment['PATH'] ?? ''}`,
        HISTORICAL_PID: String(pidOf()),
        POLL_SECONDS: '1',
        SETTLE_SECONDS: '12',
        ...extra,
      },
      args,
    );
  return { ...machine, run };
}

function inlineTask(): object {
  const rows = Array.from({ length: DAYS * ROWS_PER_DAY }, (_, index) => {
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(index / ROWS_PER_DAY), index % ROWS_PER_DAY)).toISOString();
    return JSON.stringify({ at: day, amount: index % ROWS_PER_DAY });
  });
  return {
    type: 'index_parallel',
    spec: {
      ioConfig: {
        type: 'index_parallel',
        inputSource: { type: 'inline', data: rows.join('\n') },
        inputFormat: { type: 'json' },
      },
      dataSchema: {
        dataSource: 'drained',
        timestampSpec: { column: 'at', format: 'iso' },
        dimensionsSpec: { dimensions: [] },
        metricsSpec: [{ type: 'longSum', name: 'amount', fieldName: 'amount' }],
        granularitySpec: { segmentGranularity: 'DAY', queryGranularity: 'NONE', rollup: false },
      },
      tuningConfig: { type: 'index_parallel' },
    },
  };
}

async function assertLoaded(): Promise<void> {
  const rows = JSON.stringify(await querySql(broker(), SQL));
  if (rows !== JSON.stringify(TOTAL)) throw new Error(`the segments are not there yet: ${rows}`);
}

beforeAll(async () => {
  cluster = await startDruidCluster();
  pids.first = await cluster.startHistorical('first');
  pids.second = await cluster.startHistorical('second');
  const { druidHistorical, druidIndexer } = cluster.ports;
  first = await dataMachine({
    port: druidHistorical,
    pidOf: () => pids.first,
    tasks: 'indexer',
    workerPort: druidIndexer,
  });
  const { secondPort, managerPort } = cluster;
  second = await dataMachine({
    port: secondPort,
    pidOf: () => pids.second,
    tasks: 'middle-manager',
    workerPort: managerPort,
  });
  await keep(1);
  await call('POST', `${coordinator()}/druid/indexer/v1/task`, inlineTask());
  await vi.waitFor(assertLoaded, { timeout: 240_000, interval: 1000 });
});

afterAll(async () => {
  relay?.kill();
  first?.stop();
  second?.stop();
  await cluster?.stop();
});

describe('a router from the base', () => {
  it('reaches coordinator and overlord, as functions do through it', async () => {
    const router = `http://127.0.0.1:${cluster.routerPort}`;
    expect(await call('GET', `${router}/druid/coordinator/v1/loadstatus`)).toEqual({ drained: 100 });
    expect(await call('GET', `${router}/druid/indexer/v1/supervisor`)).toEqual([]);
  });
});

describe('the relay of metrics', () => {
  it('is told by a real Druid with the monitors of the overlay what alarms need', async () => {
    relay = spawn(
      'python3',
      [
        path.join(BUNDLE, 'boot/metrics.py'),
        '--region',
        'r',
        '--platform',
        'p',
        '--port',
        String(RELAY_PORT),
        '--period',
        '5',
      ],
      { env: first.environment },
    );
    await expect
      .poll(
        async () => {
          await querySql(broker(), SQL);
          return first.calls().some((line) => line.startsWith('cloudwatch')) ? first.read('stub/metrics') : '';
        },
        { timeout: 60_000, interval: 1000 },
      )
      .toMatch(
        /"MetricName": "query\/time", "Unit": "Milliseconds", "Dimensions": \[\{"Name": "Platform", "Value": "p"\}, \{"Name": "Service", "Value": "druid\/broker"\}\]/,
      );
    const told = () =>
      new Set([...first.read('stub/metrics').matchAll(/"MetricName": "([^"]+)"/g)].map(([, name]) => name));
    const wanted = [
      'query/time',
      'jvm/heap/percent',
      'segment/usedPercent',
      'segment/unavailable/count',
      'taskSlot/idle/count',
    ];
    await vi.waitFor(() => expect(wanted.filter((name) => !told().has(name))).toEqual([]), {
      timeout: 90_000,
      interval: 1000,
    });
  });
});

describe('a historical that is drained', () => {
  it('gives its segments, of which there is one replica, to the other one before it leaves, and no query fails', async () => {
    await expect.poll(() => segmentsOn(cluster.ports.druidHistorical), { timeout: 120_000 }).toBeGreaterThan(0);
    const load = queryAllTheTime({ url: broker(), sql: SQL, expected: TOTAL });
    const before = await segmentsOn(cluster.ports.druidHistorical);
    const { code, output } = await first.run('drain.sh', { DRAIN_TIMEOUT_SECONDS: '300' });
    const queries = load.count();
    await sleep(10_000);
    const { failed, short } = Object.groupBy(await load.end(), (wrong) =>
      wrong.startsWith('[[') ? 'short' : 'failed',
    );
    expect(failed).toBeUndefined();
    // Druid drops a segment here when the coordinator has seen it there, which may be a moment before the broker has: with one replica
    // a query can miss it. With two, as below, none does.
    expect(short?.length ?? 0).toBeLessThan(load.count() / 20);
    expect(load.count()).toBeGreaterThan(queries);
    console.log(
      `drained ${before} of ${DAYS} segments under ${load.count()} queries, ${short?.length ?? 0} of them short`,
    );
    expect(output).toMatch(/segments that only this server has: [1-9][\s\S]*segments that only this server has: 0/);
    expect(code).toBe(0);
    expect(await segmentsOn(cluster.secondPort)).toBe(DAYS);
    expect(first.calls().join()).toContain('--lifecycle-action-result CONTINUE');
    expect(isAlive(pids.first)).toBe(false);
  });
});

describe('a historical that comes in its place', () => {
  it('is ready only when it has its replica of each segment, and takes part again', async () => {
    await keep(2);
    pids.first = await cluster.startHistorical('first');
    const load = queryAllTheTime({ url: broker(), sql: SQL, expected: TOTAL });
    const { code, output } = await first.run('readiness.sh', { READY_TIMEOUT_SECONDS: '300' });
    expect(output).toContain('its segments are loaded, and none is missing in the cluster');
    expect(code).toBe(0);
    expect(await segmentsOn(cluster.ports.druidHistorical)).toBe(DAYS);
    expect(await load.end()).toEqual([]);
    expect(await call('GET', `${coordinator()}/druid/coordinator/v1/config`)).toMatchObject({
      decommissioningNodes: [],
    });
  });

  it('lets the other one go where each segment is on both, once its last task has ended', async () => {
    const load = queryAllTheTime({ url: broker(), sql: SQL, expected: TOTAL });
    // The indexer takes no more tasks since it was drained.
    const task = await call('POST', `${coordinator()}/druid/indexer/v1/task`, { type: 'noop', runTime: 20_000 });
    const tasks = () => call('GET', `http://127.0.0.1:${cluster.managerPort}/druid/worker/v1/tasks`);
    await expect.poll(tasks, { timeout: 30_000 }).toHaveLength(1);
    const { code, output } = await second.run('drain.sh', { DRAIN_TIMEOUT_SECONDS: '300' });
    await sleep(10_000);
    expect(output).toMatch(/tasks that still run: 1[\s\S]*tasks that still run: 0[\s\S]*only this server has: 0/);
    expect(code).toBe(0);
    expect(await statusOf(task)).toMatchObject({ status: { statusCode: 'SUCCESS' } });
    expect(isAlive(pids.second)).toBe(false);
    expect(await load.end()).toEqual([]);
  });
});

const statusOf = (answer: unknown) => {
  const { task } = z.object({ task: z.string() }).parse(answer);
  return call('GET', `${coordinator()}/druid/indexer/v1/task/${task}/status`);
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
