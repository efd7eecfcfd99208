// A moto server of this process's own on 127.0.0.1: what infra/rehearse/ starts, and what it says afterwards.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as z from 'zod';
import { pythonTool } from '../infra/support/python-tool.ts';

const execute = promisify(execFile);
const REHEARSE = path.resolve(import.meta.dirname, '..', '..', 'infra', 'rehearse');
const START_MS = 60_000;
const INVENTORY_MS = 60_000;

/** What became of a resource. `detail`: its physical id where it was made, else why. */
const Line = z.strictObject({
  happened: z.enum(['made', 'stood in', 'removed', 'not removed']),
  stack: z.string(),
  id: z.string(),
  type: z.string(),
  detail: z.string(),
});
export type Line = z.infer<typeof Line>;

const Thing = z.strictObject({ service: z.string(), kind: z.string(), name: z.string() });
export type Thing = z.infer<typeof Thing>;
const Inventory = z.strictObject({ stacks: z.record(z.string(), z.string()), things: z.array(Thing) });
export type Inventory = z.infer<typeof Inventory>;

export interface MotoServer {
  /** For whoever speaks to AWS: nothing in it leads to a real account. */
  environment: NodeJS.ProcessEnv;
  lines: () => Line[];
  inventory: () => Promise<Inventory>;
  stop: () => void;
}

/** @param folder for its log and its records */
export async function startMoto(folder: string): Promise<MotoServer> {
  const program = await pythonTool({ name: 'moto_server', requirements: path.join(REHEARSE, 'requirements.txt') });
  const python = path.join(path.dirname(program), 'python');
  const port = await freePort();
  const environment = environmentOf(port);
  const records = path.join(folder, 'records.jsonl');
  const log = openSync(path.join(folder, 'moto.log'), 'w');
  const args = [path.join(REHEARSE, 'moto_server.py'), records, '-H', '127.0.0.1', '-p', String(port)];
  const server = spawn(python, args, { env: environment, stdio: ['ignore', log, log] });
  const stop = (): boolean => server.kill();
  process.once('exit', stop);
  if (!(await isAnswering(server, port))) {
    stop();
    throw new Error(`moto did not start in ${START_MS / 1000} s: ${path.join(folder, 'moto.log')}`);
  }
  return {
    environment,
    lines: () => readLines(records),
    inventory: async () => {
      const inventory = path.join(REHEARSE, 'inventory.py');
      const { stdout } = await execute(python, [inventory], { env: environment, timeout: INVENTORY_MS });
      return Inventory.parse(JSON.parse(stdout));
    },
    stop: () => {
      process.removeListener('exit', stop);
      stop();
    },
  };
}

/** moto takes templates from its S3 only by a URL of `localhost`. */
function environmentOf(port: number): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: `http://localhost:${port}`,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_DISABLE_VERSION_CHECK: '1',
    NO_PROXY: 'localhost,127.0.0.1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

export const REGION = 'eu-west-1';
/** moto's own. */
export const ACCOUNT = '123456789012';

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isAnswering(server: ChildProcess, port: number): Promise<boolean> {
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline && server.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/moto-api/`, { signal: AbortSignal.timeout(2000) }).catch(
      () => undefined,
    );
    if (answer?.ok === true) return true;
    await sleep(500);
  }
  return false;
}

function readLines(records: string): Line[] {
  if (!existsSync(records)) return [];
  const text = readFileSync(records, 'utf8').trimEnd();
  return text === '' ? [] : text.split('\n').map((line) => Line.parse(JSON.parse(line)));
}
