// Starts and ends one operating system process: its own group (a terminal's Ctrl-C does not reach it), a log file, a record.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.ts';
import { bornOf, deleteRecord, isAlive, readRecord, writeRecord } from './process-record.ts';
import type { ProcessRecord } from './process-record.ts';

const largestLogBytes = 20 * 1024 * 1024;
const killAfterMs = 20_000;
const foreignVariable = /^(AWS_.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH)$/;

export type ProcessSpec = {
  name: string;
  command: string;
  /** Asked at each start: what it says may depend on files that are fetched or rendered only then. */
  arguments(): readonly string[];
  environment?: Readonly<Record<string, string>>;
  workingDirectory?: string;
  /** The port that it answers on, for `status`. */
  port?: number;
  /** How long it may take to end after SIGTERM. @default - 20 seconds */
  killAfterMs?: number;
  /** Told when it has ended, by the signal that killed it, or (null) by itself; a JVM that obeys SIGTERM ends by itself. */
  ended?(signal: NodeJS.Signals | null): void;
};

export type RunningProcess = {
  readonly pid: number;
  /** Resolves when the process has ended, with what is to be said about its end. */
  readonly exited: Promise<string>;
  /** Asks it to end, waits, kills it after `killAfterMs`; resolves when it has ended. */
  stop(): Promise<void>;
};

/** Starts a process of a home and records it. Its output goes to the home's log of that name. */
export async function startProcess(home: Home, spec: ProcessSpec, restarts = 0): Promise<RunningProcess> {
  const log = openLog(home.log(spec.name));
  const child = spawn(spec.command, spec.arguments(), {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: spec.workingDirectory ?? home.directory,
    env: { ...inheritedEnvironment(), ...spec.environment },
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      spec.ended?.(signal);
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
    });
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  const born = bornOf(pid) ?? 'ended at once';
  writeRecord(home, { name: spec.name, pid, born, port: spec.port ?? null, state: 'starting', restarts });
  const stop = async (): Promise<void> => {
    await end({ pid, born }, spec.killAfterMs);
    await exited;
  };
  return { pid, exited, stop };
}

/** Ends the process of a record, if it is still the same one, and deletes the record. True when there was one to end. */
export async function endRecorded(home: Home, name: string): Promise<boolean> {
  const record = readRecord(home, name);
  const wasAlive = record !== undefined && isAlive(record);
  if (wasAlive) await end(record);
  deleteRecord(home, name);
  return wasAlive;
}

/** The last lines of a process's log, for a message about its failure. */
export function lastLines(home: Home, name: string, count = 12): string {
  try {
    return readFileSync(home.log(name), 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '(no log)';
  }
}

async function end(record: Pick<ProcessRecord, 'pid' | 'born'>, limitMs = killAfterMs): Promise<void> {
  signalGroup(record.pid, 'SIGTERM');
  if (await hasEnded(record, limitMs)) return;
  signalGroup(record.pid, 'SIGKILL');
  if (!(await hasEnded(record, killAfterMs)))
    throw new Error(`process ${record.pid} does not end, not even by SIGKILL`);
}

async function hasEnded(record: Pick<ProcessRecord, 'pid' | 'born'>, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isAlive(record)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended in between.
  }
}

function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

/** Credentials and JVM options of the person who starts us must not leak into the engines. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreignVariable.test(name)));
}
