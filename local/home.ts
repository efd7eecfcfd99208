// Where everything of one running Millrace lies on disk: data, logs, process records, rendered configuration.
import { homedir } from 'node:os';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '..');

export type Home = {
  /** The root of all state; a home is told from another by this path. */
  readonly directory: string;
  /** Downloads and whatever can be made again; may be shared by several homes. */
  readonly cache: string;
  readonly adminToken: string;
  /** Data that must survive a restart, one folder an owner: `kafka/main`, `dynamodb`, `flink/checkpoints`. */
  data(...segments: string[]): string;
  /** Rendered configuration, made anew at each start. */
  config(...segments: string[]): string;
  log(processName: string): string;
  /** The record (pid, start time) of one process. */
  record(processName: string): string;
  /** The jars of one engine. */
  jars(engine: string): string;
};

/** The home named by MILLRACE_HOME (default `.millrace` in the repository) and MILLRACE_CACHE (default `cache` in it). */
export function openHome(environment: NodeJS.ProcessEnv): Home {
  const directory = absolute(environment['MILLRACE_HOME'] ?? '') ?? path.join(repository, '.millrace');
  const cache = absolute(environment['MILLRACE_CACHE'] ?? '') ?? path.join(directory, 'cache');
  return {
    directory,
    cache,
    adminToken: path.join(directory, 'admin-token'),
    data: (...segments) => path.join(directory, 'data', ...segments),
    config: (...segments) => path.join(directory, 'config', ...segments),
    log: (processName) => path.join(directory, 'logs', `${processName}.log`),
    record: (processName) => path.join(directory, 'run', `${processName}.json`),
    jars: (engine) => path.join(cache, 'engines', engine, 'lib'),
  };
}

function absolute(given: string): string | undefined {
  if (given === '') return undefined;
  return path.resolve(given.startsWith('~/') ? path.join(homedir(), given.slice(2)) : given);
}
