// A real Druid with two historicals, a router and both kinds of workers, from the files that machines on AWS render as well. What AWS's overlay says of ends and
// metrics is added as flags: the overlay itself needs extensions that are not at hand.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { druid } from '#local/engines/druid.ts';
import type { Engine } from '#local/engines/context.ts';
import { fetchEngines } from '#local/fetch-engines.ts';
import { openHome } from '#local/home.ts';
import type { Home } from '#local/home.ts';
import { readPorts } from '#local/ports.ts';
import type { Ports } from '#local/ports.ts';
import { lastLines, startProcess } from '#local/process.ts';
import type { RunningProcess } from '#local/process.ts';
import { answers } from '#local/probe.ts';
import { renderFiles } from '#local/render-template.ts';
import type { Values } from '#local/render-template.ts';

const FIRST_PORT = String(Number(process.env['MILLRACE_TEST_PORT'] ?? 17_070) + 300);
export const RELAY_PORT = Number(FIRST_PORT) + 42;
const ROUTER_PORT = Number(FIRST_PORT) + 41;
const SECOND_PORT = Number(FIRST_PORT) + 40;
const MANAGER_PORT = Number(FIRST_PORT) + 43;
const TASK_PORT = Number(FIRST_PORT) + 50;
const BASE = path.join(import.meta.dirname, '../../../infra/druid/base');
const READY_WITHIN_MS = 180_000;

export interface DruidCluster {
  ports: Ports;
  secondPort: number;
  routerPort: number;
  managerPort: number;
  /** Starts the first historical, or the second one. @returns its pid */
  startHistorical(which: 'first' | 'second'): Promise<number>;
  stop(): Promise<void>;
}

/** As infra/druid/aws/_common says, with a shorter period. */
const AWS_FLAGS = [
  '-Ddruid.server.http.unannouncePropagationDelay=PT5S',
  '-Ddruid.server.http.gracefulShutdownTimeout=PT30S',
  '-Ddruid.emitter=http',
  `-Ddruid.emitter.http.recipientBaseUrl=http://127.0.0.1:${RELAY_PORT}/`,
  '-Ddruid.emitter.http.flushMillis=1000',
  '-Ddruid.monitoring.emissionPeriod=PT5S',
];

/** Starts everything but the historicals. */
export async function startDruidCluster(): Promise<DruidCluster> {
  const root = mkdtempSync(path.join(tmpdir(), 'druid-cluster-'));
  const homeOf = (name: string) => openHome({ ...process.env, MILLRACE_HOME: path.join(root, name) });
  const first = homeOf('first');
  const second = homeOf('second');
  const ports = readPorts({ MILLRACE_PORT: FIRST_PORT });
  await fetchEngines(first, { signal: AbortSignal.timeout(READY_WITHIN_MS), report: () => {} });
  const running: RunningProcess[] = [];
  const start = async (home: Home, engine: Engine): Promise<number> => {
    await engine.prepare?.();
    const started = await startProcess(home, withFlags(engine));
    running.push(started);
    await ready(home, engine);
    return started.pid;
  };
  const engines = new Map(druid({ home: first, ports }).map((engine) => [engine.name, engine]));
  const seconds = druid({ home: second, ports: { ...ports, druidHistorical: SECOND_PORT } });
  const historicals = {
    first: [first, named(engines.values(), 'druid-historical')],
    second: [second, named(seconds, 'druid-historical')],
  } as const;
  for (const name of ['zookeeper', 'druid-coordinator', 'druid-broker', 'druid-indexer'])
    await start(first, named(engines.values(), name));
  const broker = named(engines.values(), 'druid-broker');
  for (const extra of [ROUTER, middleManager(first)]) await start(first, alsoRun(first, broker, extra));
  return {
    ports,
    secondPort: SECOND_PORT,
    routerPort: ROUTER_PORT,
    managerPort: MANAGER_PORT,
    startHistorical: (which) => start(...historicals[which]),
    stop: async () => {
      for (const process of running.toReversed()) await process.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

interface Extra {
  /** Of its folder in the base. */
  role: string;
  /** To Druid's command line. */
  server: string;
  port: number;
  values: Values;
}

const ROUTER: Extra = { role: 'router', server: 'router', port: ROUTER_PORT, values: { 'broker.connections': 15 } };

/** Its tasks are processes of their own: they get what boot/configuration.sh gives to those of a machine on AWS. */
function middleManager(home: Home): Extra {
  const flags = readFileSync(path.join(BASE, '_common/jvm.config'), 'utf8').trim().split('\n');
  const values = {
    data: home.data('druid'),
    'task.slots': 2,
    'task.port.from': TASK_PORT,
    'task.port.to': TASK_PORT + 20,
    'task.java': JSON.stringify([...flags, '-Xmx128m', '-XX:MaxDirectMemorySize=80m']),
    'processing.buffer.bytes': '16MiB',
    'processing.threads': 1,
    'merge.buffers': 2,
  };
  return { role: 'middle-manager', server: 'middleManager', port: MANAGER_PORT, values };
}

/** A role that `npm start` does without: the process of a broker with another role's files. */
function alsoRun(home: Home, broker: Engine, { role, server, port, values }: Extra): Engine {
  const directory = home.config(`druid-${role}`);
  const common = path.join(home.config('druid-broker'), 'common.runtime.properties');
  return {
    ...broker,
    name: `druid-${role}`,
    port,
    workingDirectory: directory,
    arguments: () => [...broker.arguments().slice(0, -1), server],
    prepare: () => {
      renderFiles([common], path.join(directory, 'common.runtime.properties'), {});
      const file = path.join(BASE, role, 'runtime.properties');
      renderFiles([file], path.join(directory, 'runtime.properties'), { port, 'http.threads': 25, ...values });
    },
    isReady: () => answers(`http://127.0.0.1:${port}/status/health`),
  };
}

function withFlags(engine: Engine): Engine {
  if (engine.name === 'zookeeper') return engine;
  return { ...engine, arguments: () => [...AWS_FLAGS, ...overlayFlags(engine.name), ...engine.arguments()] };
}

/** What the overlay says of this role and needs no extension: its monitors, and how it treats its tasks. */
function overlayFlags(engine: string): string[] {
  const name = engine.replace(/^druid-/, '');
  const role = name === 'coordinator' ? 'coordinator-overlord' : name;
  const overlay = readFileSync(path.join(BASE, '../aws', role, 'runtime.properties'), 'utf8');
  return overlay
    .split('\n')
    .filter((line) => /^druid\.(monitoring|indexer\.(task|fork))\./.test(line))
    .map((line) => `-D${line}`);
}

function named(engines: Iterable<Engine>, name: string): Engine {
  const found = [...engines].find((engine) => engine.name === name);
  if (found === undefined) throw new Error(`there is no engine ${name}`);
  return found;
}

async function ready(home: Home, engine: Engine): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await engine.isReady().catch(() => false))) {
    if (Date.now() > deadline)
      throw new Error(`${engine.name} does not become ready:\n${lastLines(home, engine.name)}`);
    await sleep(200);
  }
}
