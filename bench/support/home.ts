// A home of its own for a bench: started detached, stopped at the end, whatever happens.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { environmentOf, urlOf } from '#local/environment.ts';
import { openHome } from '#local/home.ts';
import { readPorts } from '#local/ports.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const LONGEST_MS = 15 * 60_000;

export const benchEnvironment = (name: string): NodeJS.ProcessEnv => ({
  ...process.env,
  MILLRACE_HOME: path.join(repository, '.millrace-bench', name),
  MILLRACE_CACHE: process.env['MILLRACE_CACHE'] ?? path.join(repository, '.millrace', 'cache'),
  MILLRACE_PORT: process.env['MILLRACE_BENCH_PORT'] ?? '27070',
});

/** Runs a launcher command of a checkout to its end; its output is the answer. */
export async function launch(args: string[], environment: NodeJS.ProcessEnv, checkout = repository): Promise<string> {
  const { stdout } = await promisify(execFile)('node', [path.join(checkout, 'local', 'launch.mjs'), ...args], {
    env: environment,
    cwd: checkout,
    timeout: LONGEST_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

export interface RunningHome {
  url: string;
  druidSqlUrl: string;
  request: (method: string, path: string, body?: object) => Promise<Response>;
}

interface HomeOptions {
  say: (line: string) => void;
  /** With the flights example and its replay running; by default without. */
  example?: boolean;
}

/** Starts a fresh home, points this process at it, and stops it after `work`. */
export async function withHome<Result>(
  { say, example = false }: HomeOptions,
  work: (home: RunningHome) => Promise<Result>,
): Promise<Result> {
  const environment = benchEnvironment('home');
  await launch(['reset', '--yes'], environment);
  say('starting the engines');
  await launch(['start', '--detach', ...(example ? [] : ['--no-example'])], environment);
  try {
    return await work(await openRunning(environment));
  } finally {
    await launch(['stop'], environment);
  }
}

async function openRunning(environment: NodeJS.ProcessEnv): Promise<RunningHome> {
  const home = openHome(environment);
  const ports = readPorts(environment);
  Object.assign(process.env, environment, environmentOf({ home, ports }));
  const token = (await readFile(home.adminToken, 'utf8')).trim();
  const url = urlOf(ports.api);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    url,
    druidSqlUrl: `${urlOf(ports.druidBroker)}/druid/v2/sql`,
    request: async (method, path, body) =>
      fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(120_000),
      }),
  };
}
