// A home of its own for a bench: started detached, stopped at the end, whatever happens.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { environmentOf, urlOf } from '#local/environment.ts';
import { openHome } from '#local/home.ts';
import { readPorts } from '#local/ports.ts';
import { listRecords } from '#local/process-record.ts';
import { CreatedToken } from '#schemas/token.ts';

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
  apiPid: number;
  /** A body that is text is sent as it is, an object as JSON. */
  request: (
    method: string,
    path: string,
    body?: object | string,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** Druid SQL, past the platform. */
  druid: (body: object) => Promise<Response>;
  /** The same home with another, new token. */
  withToken: (token: object) => Promise<RunningHome>;
}

export async function expectOk(pending: Promise<Response>): Promise<Response> {
  const response = await pending;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return response;
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
  const apiPid = listRecords(home).find(({ name }) => name === 'api')?.pid;
  if (apiPid === undefined) throw new Error('the API has no process');
  const token = (await readFile(home.adminToken, 'utf8')).trim();
  return homeWith(token, { url: urlOf(ports.api), druidUrl: `${urlOf(ports.druidBroker)}/druid/v2/sql`, apiPid });
}

function homeWith(token: string, at: { url: string; druidUrl: string; apiPid: number }): RunningHome {
  const authorization = `Bearer ${token}`;
  const running: RunningHome = {
    url: at.url,
    apiPid: at.apiPid,
    request: (method, path, body, headers) => send(`${at.url}${path}`, method, body, { authorization, ...headers }),
    // Uncompressed, as the platform asks for it: Druid's gzip would slow it down.
    druid: (body) => send(at.druidUrl, 'POST', body, { 'accept-encoding': 'identity' }),
    withToken: async (request) => {
      const answer = await expectOk(running.request('POST', '/v1/tokens', { name: 'bench', ...request }));
      return homeWith(CreatedToken.parse(await answer.json()).token, at);
    },
  };
  return running;
}

function send(
  url: string,
  method: string,
  body: object | string | undefined,
  headers: Record<string, string>,
): Promise<Response> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  return fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(text === undefined ? {} : { body: text }),
    signal: AbortSignal.timeout(120_000),
  });
}
