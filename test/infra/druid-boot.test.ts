import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { druidMachine, SECRETS } from './support/druid-machine.ts';
import type { Answers, Machine } from './support/druid-machine.ts';

/** A cluster whose segments are all loaded, and which has no users yet. */
const goodDruid: Answers = (method, url, _body, port) => {
  if (url.startsWith('/druid-ext/')) return method === 'GET' ? undefined : {};
  if (url.includes('/config')) return { body: { decommissioningNodes: [] } };
  if (url.includes('/servers?simple')) return { body: [{ host: `127.0.0.1:${port}`, type: 'historical' }] };
  return { body: {} };
};

let certificates: Record<string, string>;
beforeAll(async () => {
  const first = await druidMachine({ GROUP: 'zookeeper', MEMBER: '1' });
  await first.run('artifacts.sh');
  await first.run('certificates.sh');
  certificates = Object.fromEntries(
    ['certificate', 'authority'].map((name) => [name, first.read(`stub/secrets/${name}`)]),
  );
  first.stop();
});

let machine: Machine;
/** A machine of a cluster that has its certificates. */
async function openMachine(variables: Record<string, string>): Promise<void> {
  machine = await druidMachine(variables, goodDruid);
  for (const [name, text] of Object.entries(certificates)) machine.stub(`secrets/${name}`, text);
}

const started = () =>
  machine.calls().flatMap((call) => /^systemctl enable --now millrace-(.*)\.service$/.exec(call)?.[1] ?? []);
const signals = () => machine.calls().filter((call) => /signal-resource|complete-lifecycle/.test(call));
const rendered = () =>
  globSync('etc/millrace/druid/*/*', { cwd: machine.root }).filter((file) => !file.endsWith('values'));
const iamLibrary = 'opt/millrace/druid/extensions/druid-kafka-indexing-service/aws-msk-iam-auth-all.jar';

describe.each([
  {
    group: 'master',
    tasks: 'middle-manager',
    services: ['coordinator-overlord'],
    readsKafka: true,
    readsMetadata: true,
  },
  { group: 'query', tasks: 'middle-manager', services: ['broker', 'router'], readsKafka: false, readsMetadata: false },
  {
    group: 'data',
    tasks: 'middle-manager',
    services: ['historical', 'middle-manager'],
    readsKafka: true,
    readsMetadata: false,
  },
  { group: 'data', tasks: 'indexer', services: ['historical', 'indexer'], readsKafka: true, readsMetadata: false },
])('a machine of the group $group with $tasks', ({ group, tasks, services, readsKafka, readsMetadata }) => {
  let ended: { code: number; output: string };
  beforeAll(async () => {
    await openMachine({ GROUP: group, TASKS: tasks });
    ended = await machine.run('boot.sh');
  });
  afterAll(() => machine.stop());

  it('boots, starts its services and says that it is ready', () => {
    expect(ended.output).toContain('the machine is ready');
    expect(ended.code).toBe(0);
    expect(started()).toEqual(['metrics', ...services, 'lifecycle']);
    expect(signals()).toEqual([
      'cloudformation signal-resource --stack-name millrace-druid --logical-resource-id DataGroup --unique-id i-0123456789abcdef0 --status SUCCESS',
      'autoscaling complete-lifecycle-action --lifecycle-hook-name launch --auto-scaling-group-name the-group --instance-id i-0123456789abcdef0 --lifecycle-action-result CONTINUE',
    ]);
  });

  it('fills in every placeholder', () => {
    const text = rendered()
      .map((file) => machine.read(file))
      .join('\n');
    expect(rendered()).toHaveLength(services.length * 5);
    expect(text).not.toContain('${');
    expect(text).toContain('druid.storage.bucket=deep-storage');
  });

  it('keeps secrets out of configurations and units, in a file for root alone', () => {
    const units = globSync('etc/systemd/system/*', { cwd: machine.root });
    const text = [...rendered(), ...units].map((file) => machine.read(file)).join('\n');
    expect(units).toHaveLength(services.length + 2);
    expect(text).not.toMatch(/the-\w+-password/);
    expect(statSync(path.join(machine.root, 'etc/millrace/secrets.env')).mode.toString(8)).toMatch(/600$/);
    expect(machine.read('etc/millrace/secrets.env')).toContain(
      `MILLRACE_INTERNAL_PASSWORD=${SECRETS.internal.password}\n`,
    );
  });

  it('gets the library for IAM, the password of the metadata store and the makings of users only if it needs them', () => {
    expect(existsSync(path.join(machine.root, iamLibrary))).toBe(readsKafka);
    expect(/the-postgres-password/.test(machine.read('etc/millrace/secrets.env'))).toBe(readsMetadata);
    expect(/the-admin-password/.test(machine.read('etc/millrace/secrets.env'))).toBe(readsMetadata);
    expect(machine.requests.some((request) => request.includes('/users/millrace'))).toBe(readsMetadata);
  });

  it('puts its data on a disk of the instance before it takes the volume', () => {
    expect(machine.calls().filter((call) => /^(mkfs|mount)/.test(call))).toEqual([
      'mkfs.xfs -q /dev/nvme9',
      `mount -o noatime /dev/nvme9 ${machine.root}/var/lib/millrace`,
    ]);
    expect(machine.read('etc/fstab')).toBe(`UUID=the-id ${machine.root}/var/lib/millrace xfs noatime,nofail 0 2\n`);
  });
});

describe('a member of ZooKeeper', () => {
  afterEach(() => machine.stop());

  it('takes its fixed address, makes the certificates that all use, and joins', async () => {
    machine = await druidMachine({
      GROUP: 'zookeeper',
      MEMBER: '1',
      INTERFACE: 'eni-1',
      HOST: 'ip-10-0-0-1.eu-central-1.compute.internal',
    });
    const zookeeper = createServer((socket) => socket.end('Zookeeper version: 3.8\nMode: follower\n'));
    await new Promise<void>((resolve) => zookeeper.listen(0, '127.0.0.1', resolve));
    const address = zookeeper.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, output } = await machine.run('boot.sh', { ZOOKEEPER_PLAIN_PORT: port });
    zookeeper.close();
    expect(output).toContain('the machine is ready');
    expect(code).toBe(0);
    expect(started()).toEqual(['zookeeper', 'lifecycle']);
    expect(machine.calls()).toContain(
      'ec2 attach-network-interface --network-interface-id eni-1 --instance-id i-0123456789abcdef0 --device-index 1',
    );
    expect(machine.read('var/lib/millrace/zookeeper/myid')).toBe('1\n');
    expect(machine.read('etc/millrace/druid/zookeeper/zoo.cfg')).toContain(
      'server.3=zookeeper-3.millrace.internal:2888:3888',
    );
    const tls = path.join(machine.root, 'etc/millrace/tls');
    const verify = (name: string) =>
      spawnSync('openssl', ['verify', '-CAfile', `${tls}/authority.pem`, '-verify_hostname', name, `${tls}/server.crt`])
        .status;
    expect(verify('broker.millrace.internal')).toBe(0);
    expect(verify('ip-10-0-0-9.eu-central-1.compute.internal')).toBe(0);
    expect(verify('broker.elsewhere.internal')).not.toBe(0);
  });
});

describe('a machine', () => {
  afterEach(() => machine.stop());

  it('gives up and says so when an artifact is not the one that it should be', async () => {
    await openMachine({ GROUP: 'query' });
    const sha512 = /DRUID_SHA512='(\w+)'/.exec(machine.read('etc/millrace/machine.env'))?.[1] ?? '';
    machine.stub(`bucket/druid/artifacts/${sha512}/druid.tar.gz`, 'another archive');
    const { code, output } = await machine.run('boot.sh');
    expect(output).toContain('druid.tar.gz does not have the SHA-512 that it must have');
    expect(code).toBe(1);
    expect(started()).toEqual([]);
    expect(signals()[0]).toContain('--status FAILURE');
    expect(signals()[1]).toContain('--lifecycle-action-result ABANDON');
  });

  it('gives up when nobody makes a certificate', async () => {
    machine = await druidMachine({ GROUP: 'query' });
    const { code, output } = await machine.run('certificates.sh', { CERTIFICATE_TIMEOUT_SECONDS: '1' });
    expect(output).toContain('nobody has made a certificate');
    expect(code).toBe(1);
  });

  it('makes the user of the functions, who is neither an administrator nor the cluster itself', async () => {
    await openMachine({ GROUP: 'master' });
    expect((await machine.run('client-user.sh')).code).toBe(0);
    const [user, password, ...rest] = machine.requests.filter((request) => request.startsWith('POST'));
    expect(user).toBe('POST /druid-ext/basic-security/authentication/db/basic/users/millrace');
    expect(password).toBe(`${user}/credentials {"password": "the-client-password"}`);
    expect(rest.at(-1)).toBe('POST /druid-ext/basic-security/authorization/db/basic/users/millrace/roles/millrace');
    expect(rest.join()).not.toContain('CONFIG');
  });
});
