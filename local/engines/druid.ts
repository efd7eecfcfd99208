// Druid's roles, a process each, and the ZooKeeper through which they find each other. Templates: infra/druid/base, which AWS runs too.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../home.ts';
import { javaProcess } from '../java.ts';
import type { PortName } from '../ports.ts';
import { answers, isListening } from '../probe.ts';
import { renderFile, renderFiles } from '../render-template.ts';
import { engineFile, log4jFlag } from './context.ts';
import type { Context, Engine } from './context.ts';

const base = path.join(repository, 'infra', 'druid', 'base');
const baseFlags = readFileSync(path.join(base, '_common', 'jvm.config'), 'utf8')
  .trim()
  .split('\n');

type Role = {
  /** The name of the role to Druid's command line. */
  server: string;
  /** The folder of its template. */
  folder: string;
  port: PortName;
  /** A path that answers 200 once the role does its work. */
  readyPath: string;
  flags: readonly string[];
};

const roles: readonly Role[] = [
  {
    server: 'coordinator',
    folder: 'coordinator-overlord',
    port: 'druidCoordinator',
    readyPath: '/druid/indexer/v1/isLeader',
    flags: ['-Xmx320m', '-XX:+UseSerialGC'],
  },
  {
    server: 'broker',
    folder: 'broker',
    port: 'druidBroker',
    readyPath: '/druid/broker/v1/readiness',
    flags: ['-Xmx384m', '-XX:MaxDirectMemorySize=160m', '-XX:+UseG1GC'],
  },
  {
    server: 'historical',
    folder: 'historical',
    port: 'druidHistorical',
    readyPath: '/druid/historical/v1/readiness',
    flags: ['-Xmx256m', '-XX:MaxDirectMemorySize=160m', '-XX:+UseG1GC'],
  },
  {
    server: 'indexer',
    folder: 'indexer',
    port: 'druidIndexer',
    readyPath: '/status/health',
    flags: ['-Xmx768m', '-XX:MaxDirectMemorySize=160m', '-XX:+UseG1GC'],
  },
];

/** ZooKeeper and the four roles. */
export function druid(context: Context): Engine[] {
  return [zookeeper(context), ...roles.map((role) => druidRole(context, role))];
}

function zookeeper({ home, ports }: Context): Engine {
  const properties = home.config('zookeeper.properties');
  const data = home.data('zookeeper');
  return {
    ...javaProcess({
      home,
      name: 'zookeeper',
      classPath: [home.jars('druid')],
      mainClass: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      arguments: [properties],
      flags: [
        '-Xmx64m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-Dzookeeper.jmx.log4j.disable=true',
        log4jFlag,
      ],
      port: ports.zookeeper,
    }),
    after: ['fetch'],
    prepare: () => {
      // Sessions of processes that were killed would hold Druid's leadership until they time out.
      rmSync(data, { recursive: true, force: true });
      mkdirSync(data, { recursive: true });
      renderFile(path.join(base, 'zookeeper', 'zoo.cfg'), properties, { 'zookeeper.port': ports.zookeeper, data });
    },
    isReady: () => isListening(ports.zookeeper),
  };
}

function druidRole(context: Context, role: Role): Engine {
  const { home, ports } = context;
  const name = `druid-${role.server}`;
  const port = ports[role.port];
  const derbyLog = `-Dderby.stream.error.file=${home.log('derby')}`;
  return {
    ...javaProcess({
      home,
      name,
      classPath: [home.jars('druid')],
      mainClass: 'org.apache.druid.cli.Main',
      arguments: ['server', role.server],
      flags: [...role.flags, ...baseFlags, log4jFlag, derbyLog, `-Djava.io.tmpdir=${home.data('druid', 'tmp')}`],
      port,
    }),
    // Druid reads its two property files from here.
    workingDirectory: home.config(name),
    after: ['zookeeper'],
    prepare: () => prepareRole(context, role, home.config(name)),
    isReady: () => answers(`http://127.0.0.1:${port}${role.readyPath}`),
  };
}

function prepareRole({ home, ports }: Context, role: Role, directory: string): void {
  const data = home.data('druid');
  for (const folder of ['no-extensions', 'tmp', 'tasks', 'segments'])
    mkdirSync(path.join(data, folder), { recursive: true });
  renderFiles(
    [path.join(base, '_common', 'common.runtime.properties'), engineFile('druid', 'common.runtime.properties')],
    path.join(directory, 'common.runtime.properties'),
    {
      host: '127.0.0.1',
      // The extensions are on the class path.
      'extensions.directory': path.join(data, 'no-extensions'),
      'extensions.list': '[]',
      zookeeper: `127.0.0.1:${ports.zookeeper}`,
      'derby.port': ports.derby,
      data,
    },
  );
  const values = { ...sizes, port: ports[role.port], data };
  renderFile(path.join(base, role.folder, 'runtime.properties'), path.join(directory, 'runtime.properties'), values);
}

/** Of a laptop; infra/druid/boot/sizes.sh makes those of a machine on AWS. */
const sizes = {
  'http.threads': 25,
  'broker.connections': 15,
  'processing.buffer.bytes': '16MiB',
  'processing.threads': 1,
  'merge.buffers': 2,
  'segment.cache.size': '20g',
  'task.slots': 12,
  'ingestion.heap.bytes': 200_000_000,
  'coordinator.start.delay': 'PT1S',
  'coordinator.period': 'PT5S',
  'segments.poll': 'PT5S',
  'metadata.refresh': 'PT5S',
} as const;
