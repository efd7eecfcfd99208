// A machine of the Druid cluster in a throw-away root: the real scripts, with `aws`, `systemctl` and the tools for disks as files on the
// PATH that note their calls, and one HTTP server that is the machine's metadata and its Druid.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

const repository = path.join(import.meta.dirname, '../../..');
const stubs = path.join(import.meta.dirname, 'druid-stubs');
/** Not a shim of a version manager, which takes longer than what it starts. */
const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();
export const BUNDLE = path.join(repository, 'infra', 'druid');

export type Answer = { status?: number; body?: unknown };
export type Answers = (method: string, url: string, body: string, port: string) => Answer | undefined;

export interface Machine {
  root: string;
  /** Runs one script of infra/druid/boot to its end. */
  run(script: string, environment?: Record<string, string>, args?: string[]): Promise<{ code: number; output: string }>;
  /** Of its scripts. */
  environment: NodeJS.ProcessEnv;
  /** Calls of `aws` and of the tools, a line each. */
  calls(): string[];
  /** Requests to its Druid. */
  requests: string[];
  read(file: string): string;
  stub(file: string, text: string): void;
  stop(): void;
}

/** @param variables of its machine.env, beside those that all have */
export async function druidMachine(variables: Record<string, string>, answers: Answers = () => ({})): Promise<Machine> {
  const root = mkdtempSync(path.join(tmpdir(), 'druid-machine-'));
  const stub = path.join(root, 'stub');
  const requests: string[] = [];
  let port = '';
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const isMetadata = url.startsWith('/latest/');
      if (!isMetadata) requests.push(`${method} ${url} ${body}`.trim());
      const answer = (isMetadata ? metadataAt(url) : answers(method, url, body, port)) ?? { status: 404 };
      response.statusCode = answer.status ?? 200;
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = String(portOf(server.address()));
  for (const folder of ['etc/millrace', 'stub/secrets', 'stub/bucket/druid/artifacts', 'opt/millrace', 'var/lib'])
    mkdirSync(path.join(root, folder), { recursive: true });
  const all = { ...commonVariables(port), ...makeArtifacts(root), ...variables };
  writeFileSync(path.join(root, 'etc/millrace/machine.env'), toEnvironmentFile(all));
  for (const [name, value] of Object.entries(SECRETS))
    writeFileSync(path.join(stub, 'secrets', name), JSON.stringify(value));
  const environment = {
    ...process.env,
    PATH: `${stubs}:${path.dirname(python)}:${process.env['PATH'] ?? ''}`,
    STUB: stub,
    MILLRACE_ROOT: root,
    MILLRACE_BUNDLE: BUNDLE,
    MILLRACE_METADATA_URL: `http://127.0.0.1:${port}`,
    POLL_SECONDS: '0.1',
    SETTLE_SECONDS: '0',
    DEREGISTER_SECONDS: '0',
  };
  return {
    root,
    requests,
    environment,
    run: (script, extra = {}, args = []) =>
      runToEnd(path.join(BUNDLE, 'boot', script), args, { ...environment, ...extra }),
    calls: () =>
      existsSync(path.join(stub, 'calls')) ? readFileSync(path.join(stub, 'calls'), 'utf8').trim().split('\n') : [],
    read: (file) => readFileSync(path.join(root, file), 'utf8'),
    stub: (file, text) => writeFileSync(path.join(stub, file), text),
    stop: () => {
      server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export const SECRETS = {
  admin: { username: 'admin', password: 'the-admin-password' },
  internal: { username: 'druid_system', password: 'the-internal-password' },
  client: { username: 'millrace', password: 'the-client-password' },
  postgres: { username: 'druid', password: 'the-postgres-password' },
};

const commonVariables = (port: string) => ({
  REGION: 'eu-central-1',
  PLATFORM: 'millrace',
  ZONE: 'millrace.internal',
  STACK: 'millrace-druid',
  RESOURCE: 'DataGroup',
  LAUNCH_HOOK: 'launch',
  TERMINATE_HOOK: 'terminate',
  BUCKET: 'bucket',
  DEEP_STORAGE: 'deep-storage',
  KEY_ARN: 'arn:aws:kms:eu-central-1:111122223333:key/1',
  EXTENSIONS: '["druid-s3-extensions"]',
  ZOOKEEPER: 'zookeeper-1.millrace.internal:2281',
  TASKS: 'middle-manager',
  TASK_PORT_FROM: '8300',
  TASK_PORT_TO: '8399',
  ADMIN_SECRET: 'admin',
  INTERNAL_SECRET: 'internal',
  CLIENT_SECRET: 'client',
  POSTGRES_SECRET: 'postgres',
  CERTIFICATE_SECRET: 'certificate',
  AUTHORITY_SECRET: 'authority',
  SERVICE_USER: userInfo().username,
  HOST: '127.0.0.1',
  DRUID_PROTOCOL: 'http',
  COORDINATOR_URL: `http://127.0.0.1:${port}`,
  COORDINATOR_PORT: port,
  BROKER_PORT: port,
  ROUTER_PORT: port,
  HISTORICAL_PORT: port,
  WORKER_PORT: port,
});

function metadataAt(url: string): Answer | undefined {
  const answers: Record<string, string> = {
    '/latest/api/token': 'token',
    '/latest/meta-data/instance-id': 'i-0123456789abcdef0',
    '/latest/meta-data/local-hostname': 'ip-10-0-0-1.eu-central-1.compute.internal',
    '/latest/meta-data/autoscaling/target-lifecycle-state': 'Terminated',
  };
  const body = answers[url];
  return body === undefined ? undefined : { body };
}

/** Archives of the shape of Druid's and Java's, in the stubbed bucket; their checksums as variables. Made once for all machines. */
function makeArtifacts(root: string): Record<string, string> {
  packed ??= packArtifacts();
  const checksums: Record<string, string> = {};
  for (const [variable, name] of Object.entries(ARTIFACTS)) {
    const content = packed.get(name) ?? Buffer.alloc(0);
    const sha512 = createHash('sha512').update(content).digest('hex');
    const folder = path.join(root, 'stub/bucket/druid/artifacts', sha512);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, name), content);
    checksums[variable] = sha512;
  }
  return checksums;
}

let packed: Map<string, Buffer> | undefined;

function packArtifacts(): Map<string, Buffer> {
  const made = mkdtempSync(path.join(tmpdir(), 'druid-artifacts-'));
  const files = {
    'java/bin/java': '#!/bin/sh\n',
    'druid/lib/druid.jar': 'a jar',
    'druid/extensions/druid-kafka-indexing-service/kafka.jar': 'a jar',
    'aws-msk-iam-auth-all.jar': 'the jar for IAM',
    'netty-transport-classes-epoll.jar': 'classes of Netty',
    'postgres.pem': 'certificates of PostgreSQL',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, file)), { recursive: true });
    writeFileSync(path.join(made, file), text);
  }
  chmodSync(path.join(made, 'java/bin/java'), 0o755);
  const keytool = spawnSync('sh', ['-c', 'command -v keytool'], { encoding: 'utf8' }).stdout.trim();
  symlinkSync(keytool, path.join(made, 'java/bin/keytool'));
  for (const name of ['java', 'druid']) spawnSync('tar', ['-czf', `${name}.tar.gz`, name], { cwd: made });
  const contents = new Map(Object.values(ARTIFACTS).map((name) => [name, readFileSync(path.join(made, name))]));
  rmSync(made, { recursive: true, force: true });
  return contents;
}

const ARTIFACTS = {
  JAVA_SHA512: 'java.tar.gz',
  DRUID_SHA512: 'druid.tar.gz',
  MSK_IAM_SHA512: 'aws-msk-iam-auth-all.jar',
  NETTY_EPOLL_SHA512: 'netty-transport-classes-epoll.jar',
  POSTGRES_CA_SHA512: 'postgres.pem',
};

const toEnvironmentFile = (variables: Record<string, string>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');

function runToEnd(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
