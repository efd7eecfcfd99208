// ZooKeeper as on AWS, for real: the certificates and files of the boot scripts, three members over TLS, and a Druid that finds itself in them.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { druid } from '#local/engines/druid.ts';
import { fetchEngines } from '#local/fetch-engines.ts';
import { openHome } from '#local/home.ts';
import { readPorts } from '#local/ports.ts';
import { startProcess } from '#local/process.ts';
import type { RunningProcess } from '#local/process.ts';
import { BUNDLE } from '../infra/support/druid-machine.ts';
import { makeMembers, SECURE_PORT, ZONE } from './support/zookeeper-members.ts';
import type { Member, Members } from './support/zookeeper-members.ts';

const FIRST_PORT = Number(process.env['MILLRACE_TEST_PORT'] ?? 17_070) + 400;
const root = mkdtempSync(path.join(tmpdir(), 'druid-zookeeper-'));
const home = openHome({ ...process.env, MILLRACE_HOME: root });
const running = new Map<Member, RunningProcess>();
let cluster: Members;
let coordinator: RunningProcess | undefined;

beforeAll(async () => {
  await fetchEngines(home, { signal: AbortSignal.timeout(180_000), report: () => {} });
  cluster = await makeMembers(FIRST_PORT + 40);
});

afterAll(async () => {
  await coordinator?.stop();
  for (const process of running.values()) await process.stop();
  for (const { machine } of cluster?.members ?? []) machine.stop();
  rmSync(root, { recursive: true, force: true });
});

const memberAt = (index: number): Member => {
  const member = cluster.members[index];
  if (member === undefined) throw new Error(`there is no member ${index}`);
  return member;
};
const start = async (member: Member): Promise<void> => {
  running.set(member, await member.start());
};
/** With a systemd that knows no service: only an answer of ZooKeeper itself counts. */
const readiness = ({ machine, plainPort }: Member) => {
  const bin = path.join(machine.root, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, 'systemctl'), '#!/bin/sh\nexit 1\n');
  chmodSync(path.join(bin, 'systemctl'), 0o755);
  const PATH = `${bin}:${machine.environment['PATH'] ?? ''}`;
  return machine.run('readiness.sh', {
    PATH,
    ZOOKEEPER_PLAIN_PORT: plainPort,
    READY_TIMEOUT_SECONDS: '60',
    POLL_SECONDS: '1',
  });
};

describe('three members of ZooKeeper', () => {
  it('form a quorum over TLS, and say so to the script that admits them', async () => {
    await start(memberAt(0));
    const alone = await memberAt(0).machine.run('readiness.sh', { ZOOKEEPER_PLAIN_PORT: memberAt(0).plainPort });
    expect(alone.code).toBe(0);
    await start(memberAt(1));
    await start(memberAt(2));
    const ended = await Promise.all(cluster.members.map(readiness));
    expect(ended.map(({ code, output }) => [code, output])).toEqual(
      cluster.members.map(() => [0, expect.stringContaining('zookeeper answers')]),
    );
  });

  it('are known to clients by the authority, under their names', async () => {
    const ca = readFileSync(cluster.authority);
    const isTrusted = (servername: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ host: '127.0.0.2', port: SECURE_PORT, servername, ca, timeout: 5000 });
        socket.once('secureConnect', () => resolve(socket.authorized));
        socket.once('error', () => resolve(false));
        socket.once('close', () => socket.destroy());
      });
    expect(await isTrusted(`zookeeper-2.${ZONE}`)).toBe(true);
    expect(await isTrusted('zookeeper-2.elsewhere.internal')).toBe(false);
  });

  it('let Druid find itself, with the flags of the overlay, and go on without one of them', async () => {
    const ports = readPorts({ MILLRACE_PORT: String(FIRST_PORT) });
    const engine = druid({ home, ports }).find(({ name }) => name === 'druid-coordinator');
    if (engine === undefined) throw new Error('there is no coordinator');
    await engine.prepare?.();
    const overlay = readFileSync(path.join(BUNDLE, 'aws/_common/jvm.config'), 'utf8');
    const zookeeper = overlay.split('\n').filter((line) => line.startsWith('-Dzookeeper.'));
    const members = [1, 2, 3].map((member) => `zookeeper-${member}.${ZONE}:${SECURE_PORT}`).join(',');
    const flags = [
      ...zookeeper.map((flag) => flag.replace('${tls.directory}', path.dirname(cluster.authority))),
      ...cluster.flags,
      `-Ddruid.zk.service.host=${members}`,
    ];
    const isClassPath = (index: number, all: readonly string[]) => all[index - 1] === '-cp';
    coordinator = await startProcess(home, {
      ...engine,
      arguments: () => [
        ...flags,
        // The archive of classes is of another class path.
        ...engine
          .arguments()
          .filter((flag) => !/^-XX:.*(Archive|Share)/.test(flag))
          .map((flag, index, all) => (isClassPath(index, all) ? cluster.classPath : flag)),
      ],
    });
    const leads = () => engine.isReady().catch(() => false);
    await expect.poll(leads, { timeout: 120_000, interval: 500 }).toBe(true);
    await running.get(memberAt(0))?.stop();
    running.delete(memberAt(0));
    expect((await readiness(memberAt(1))).code).toBe(0);
    await expect.poll(leads, { timeout: 60_000, interval: 500 }).toBe(true);
    await start(memberAt(0));
    expect((await readiness(memberAt(0))).code).toBe(0);
  });
});
