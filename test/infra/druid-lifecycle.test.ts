import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUNDLE, druidMachine } from './support/druid-machine.ts';
import type { Machine } from './support/druid-machine.ts';

/** A small cluster: this server, one that stays, and what they hold. */
interface Cluster {
  decommissioning: string[];
  here: string[];
  there: string[];
  tasks: string[];
  missing: number;
  /** Called before each answer with the number of requests so far. */
  onRequest?: (count: number) => void;
}
const RELAY_PORT = '31297';
let cluster: Cluster;
let machine: Machine;

beforeEach(() => {
  cluster = { decommissioning: [], here: ['a', 'b'], there: ['b'], tasks: [], missing: 0 };
});
afterEach(() => machine.stop());

function openMachine(variables: Record<string, string>): Promise<Machine> {
  let count = 0;
  return druidMachine(variables, (method, url, body, port) => {
    count += 1;
    cluster.onRequest?.(count);
    if (method === 'POST' && url === '/druid/coordinator/v1/config')
      cluster.decommissioning = JSON.parse(body).decommissioningNodes;
    const answers: Record<string, unknown> = {
      '/druid/coordinator/v1/config': { decommissioningNodes: cluster.decommissioning },
      '/druid/coordinator/v1/servers?simple': [
        { host: `127.0.0.1:${port}`, type: 'historical' },
        { host: 'other:8283', type: 'historical' },
        { host: 'task:8300', type: 'indexer-executor' },
      ],
      [`/druid/coordinator/v1/servers/127.0.0.1:${port}/segments`]: cluster.here,
      '/druid/coordinator/v1/servers/other:8283/segments': cluster.there,
      '/druid/coordinator/v1/servers/task:8300/segments': ['a', 'b'],
      '/druid/coordinator/v1/loadqueue?simple': {},
      '/druid/coordinator/v1/loadstatus?full&computeUsingClusterView': { hot: { flights: cluster.missing } },
      '/druid/worker/v1/tasks': cluster.tasks,
    };
    return { body: answers[url] ?? {} };
  });
}
const didEnd = () => machine.calls().some((call) => call.includes('--lifecycle-action-result CONTINUE'));
const stops = () => machine.calls().filter((call) => call.startsWith('systemctl stop'));
const heartbeats = () => machine.calls().filter((call) => call.includes('heartbeat'));
const portOf = () => /HISTORICAL_PORT='(\d+)'/.exec(machine.read('etc/millrace/machine.env'))?.[1] ?? '';

describe('a data node that is to end', () => {
  it('takes no more tasks, and leaves once another server that stays has each of its segments', async () => {
    machine = await openMachine({ GROUP: 'data' });
    cluster.onRequest = (count) => {
      if (count > 20) cluster.there = ['a', 'b'];
    };
    const { code, output } = await machine.run('drain.sh');
    expect(output).toMatch(/only this server has: 1[\s\S]*only this server has: 0/);
    expect(code).toBe(0);
    expect(machine.requests[0]).toBe('POST /druid/worker/v1/disable');
    expect(cluster.decommissioning).toEqual([`127.0.0.1:${portOf()}`]);
    expect(heartbeats().length).toBeGreaterThan(0);
    expect(stops()).toHaveLength(2);
    expect(didEnd()).toBe(true);
  });

  it('waits for its tasks, with the indexer as well', async () => {
    machine = await openMachine({ GROUP: 'data', TASKS: 'indexer' });
    cluster.there = ['a', 'b'];
    cluster.tasks = ['index_kafka_flights'];
    cluster.onRequest = (count) => {
      if (count > 12) cluster.tasks = [];
    };
    const { code, output } = await machine.run('drain.sh');
    expect(output).toMatch(/tasks that still run: 1[\s\S]*tasks that still run: 0/);
    expect(code).toBe(0);
  });

  it('marks itself again when another node that ends has written over it', async () => {
    machine = await openMachine({ GROUP: 'data' });
    cluster.onRequest = (count) => {
      if (count === 10) cluster.decommissioning = ['third:8283'];
      if (count > 24) cluster.there = ['a', 'b'];
    };
    await machine.run('drain.sh');
    expect(cluster.decommissioning).toEqual(['third:8283', `127.0.0.1:${portOf()}`]);
  });

  it('does not trust a server that is leaving as well', async () => {
    machine = await openMachine({ GROUP: 'data' });
    cluster.there = ['a', 'b'];
    cluster.decommissioning = ['other:8283'];
    const { code, output } = await machine.run('drain.sh', { DRAIN_TIMEOUT_SECONDS: '2' });
    expect(output).toContain('error: segments are only here after 2 seconds');
    expect(code).toBe(1);
    expect(stops()).toEqual([]);
    expect(didEnd()).toBe(false);
  });

  it('does not wait when its whole group is removed', async () => {
    machine = await openMachine({ GROUP: 'data' });
    machine.stub('desired', '0');
    const { code } = await machine.run('drain.sh');
    expect(code).toBe(0);
    expect(machine.requests).toEqual([]);
    expect(didEnd()).toBe(true);
  });

  it('is told by the metadata of its machine', async () => {
    machine = await openMachine({ GROUP: 'master' });
    const { code } = await machine.run('watch-lifecycle.sh');
    expect(code).toBe(0);
    expect(stops()).toEqual(['systemctl stop millrace-coordinator-overlord.service']);
    expect(didEnd()).toBe(true);
  });
});

describe('a data node that starts', () => {
  it('is not ready while segments are missing in the cluster', async () => {
    machine = await openMachine({ GROUP: 'data' });
    cluster.missing = 3;
    const { code, output } = await machine.run('readiness.sh', { READY_TIMEOUT_SECONDS: '2' });
    expect(output).toContain('is not ready after 2 seconds');
    expect(code).toBe(1);
  });

  it('is ready once none is missing', async () => {
    machine = await openMachine({ GROUP: 'data' });
    cluster.missing = 3;
    cluster.onRequest = (count) => {
      if (count > 12) cluster.missing = 0;
    };
    const { code } = await machine.run('readiness.sh');
    expect(code).toBe(0);
    expect(machine.requests.length).toBeGreaterThan(12);
  });

  it('takes part again where its address had been decommissioned', async () => {
    machine = await openMachine({ GROUP: 'data' });
    cluster.decommissioning = ['other:8283', `127.0.0.1:${portOf()}`];
    const { code } = await machine.run('readiness.sh');
    expect(code).toBe(0);
    expect(cluster.decommissioning).toEqual(['other:8283']);
  });

  it('asks no master for segments while the cluster has none', async () => {
    machine = await openMachine({ GROUP: 'data' });
    machine.stub('masters', '0');
    cluster.missing = 3;
    const { code } = await machine.run('readiness.sh', { READY_TIMEOUT_SECONDS: '5' });
    expect(code).toBe(0);
  });
});

describe('the relay of metrics', () => {
  it('tells CloudWatch what alarms need, by service, and nothing else', async () => {
    machine = await openMachine({ GROUP: 'query' });
    const relay = spawn(
      'python3',
      [path.join(BUNDLE, 'boot/metrics.py'), '--region', 'r', '--platform', 'p', '--port', RELAY_PORT, '--period', '2'],
      {
        env: machine.environment,
      },
    );
    const event = (metric: string, value: unknown, rest = {}) => ({
      feed: 'metrics',
      service: 'druid/broker',
      host: 'h:1',
      metric,
      value,
      ...rest,
    });
    const events = [
      event('query/time', 12.3456),
      event('query/time', 12.3),
      event('query/time', 40),
      event('jvm/mem/used', 30, { memKind: 'heap' }),
      event('jvm/mem/used', 99, { memKind: 'nonheap' }),
      event('jvm/mem/max', 40, { memKind: 'heap' }),
      event('query/bytes', 7),
      event('query/time', 'NaN'),
      { feed: 'alerts', description: 'something' },
    ];
    const post = (body: string) =>
      fetch(`http://127.0.0.1:${RELAY_PORT}/`, { method: 'POST', body, signal: AbortSignal.timeout(1000) });
    await expect
      .poll(
        () =>
          post('[]').then(
            (answer) => answer.status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(200);
    expect((await post(JSON.stringify(events))).status).toBe(200);
    expect((await post('no JSON')).status).toBe(400);
    await expect
      .poll(() => machine.calls().filter((call) => call.startsWith('cloudwatch')), { timeout: 10_000 })
      .toHaveLength(1);
    await sleep(100);
    relay.kill();
    const dimensions = [
      { Name: 'Platform', Value: 'p' },
      { Name: 'Service', Value: 'druid/broker' },
    ];
    expect(JSON.parse(machine.read('stub/metrics'))).toEqual([
      { MetricName: 'query/time', Unit: 'Milliseconds', Dimensions: dimensions, Values: [12.3, 40], Counts: [2, 1] },
      { MetricName: 'jvm/heap/percent', Unit: 'Percent', Dimensions: dimensions, Values: [75], Counts: [1] },
    ]);
  });
});
