// Three members of ZooKeeper, each from what the boot scripts make of a machine: real certificates, the rendered zoo.cfg, the quorum over TLS.
// On one machine they stand at 127.0.0.1 to 127.0.0.3, under their names by a hosts file of Java's.
import { appendFileSync, globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startProcess } from '#local/process.ts';
import type { RunningProcess } from '#local/process.ts';
import { openHome } from '#local/home.ts';
import type { Home } from '#local/home.ts';
import { druidMachine } from '../../infra/support/druid-machine.ts';
import type { Machine } from '../../infra/support/druid-machine.ts';

export const ZONE = 'millrace.internal';
export const SECURE_PORT = 2281;

export interface Member {
  machine: Machine;
  plainPort: string;
  start(): Promise<RunningProcess>;
}

export interface Members {
  members: Member[];
  /** Flags of a JVM that knows the members by their names and has what ZooKeeper's TLS needs. */
  flags: readonly string[];
  classPath: string;
  /** Of the authority, in PEM. */
  authority: string;
}

/** @param plainPort of the first member, for readiness; the others follow */
export async function makeMembers(plainPort: number): Promise<Members> {
  const machines: Machine[] = [];
  for (const member of ['1', '2', '3'])
    machines.push(await makeMachine(member, String(plainPort + Number(member)), machines[0]));
  const [first] = machines;
  if (first === undefined) throw new Error('there is no member');
  const hosts = path.join(first.root, 'hosts');
  writeFileSync(
    hosts,
    machines.map((_, index) => `127.0.0.${index + 1} zookeeper-${index + 1}.${ZONE}\n`).join('') +
      '127.0.0.1 localhost\n',
  );
  const home = openHome({ ...process.env, MILLRACE_HOME: path.join(first.root, 'home') });
  const flags = [`-Djdk.net.hosts.file=${hosts}`];
  const classPath = classPathOf(home);
  const members = machines.map((machine, index) => ({
    machine,
    plainPort: String(plainPort + index + 1),
    start: () => startMember({ home, machine, flags, classPath }, `zookeeper-${index + 1}`),
  }));
  return { members, flags, classPath, authority: path.join(first.root, 'etc/millrace/tls/authority.pem') };
}

async function makeMachine(member: string, plainPort: string, first: Machine | undefined): Promise<Machine> {
  const machine = await druidMachine({
    GROUP: 'zookeeper',
    MEMBER: member,
    ZONE,
    HOST: 'localhost',
    ZOOKEEPER_PLAIN_PORT: plainPort,
  });
  for (const secret of ['certificate', 'authority'])
    if (first !== undefined) machine.stub(`secrets/${secret}`, first.read(`stub/secrets/${secret}`));
  for (const script of ['artifacts.sh', 'certificates.sh', 'configuration.sh']) {
    const { code, output } = await machine.run(script);
    if (code !== 0) throw new Error(`${script}: ${output}`);
  }
  // Machines of their own listen wherever they are; these share one.
  const own = `\nquorumListenOnAllIPs=false\nsecureClientPortAddress=127.0.0.${member}\n`;
  appendFileSync(path.join(machine.root, 'etc/millrace/druid/zookeeper/zoo.cfg'), own);
  return machine;
}

/** Druid's jars, and the classes that its distribution leaves out, which other engines bring. */
function classPathOf(home: Home): string {
  const [epoll] = globSync(path.join(home.cache, 'engines', '*', 'lib', 'netty-transport-classes-epoll-*.jar'));
  if (epoll === undefined) throw new Error('no engine has the classes of epoll');
  return [path.join(home.jars('druid'), '*'), epoll].join(path.delimiter);
}

type Jvm = { home: Home; machine: Machine; flags: readonly string[]; classPath: string };

function startMember({ home, machine, flags, classPath }: Jvm, name: string): Promise<RunningProcess> {
  const folder = path.join(machine.root, 'etc/millrace/druid/zookeeper');
  return startProcess(home, {
    name,
    command: 'java',
    arguments: () => [
      `@${folder}/jvm.config`,
      '-Xmx64m',
      ...flags,
      '-cp',
      classPath,
      'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      `${folder}/zoo.cfg`,
    ],
    workingDirectory: machine.root,
  });
}
