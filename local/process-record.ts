// What is remembered on disk of a process: enough to tell it from a later process that was given the same pid.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Home } from './home.ts';

export const ProcessRecord = z.strictObject({
  name: z.string(),
  pid: z.int(),
  /** An opaque text; the same pid with another text is another process. */
  born: z.string(),
  port: z.int().nullable(),
  state: z.enum(['starting', 'ready', 'failed']),
  restarts: z.int(),
});
export type ProcessRecord = z.infer<typeof ProcessRecord>;

/** Writes a record whole or not at all. */
export function writeRecord(home: Home, record: ProcessRecord): void {
  const file = home.record(record.name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(record));
  renameSync(`${file}.new`, file);
}

/** The record of one process; undefined when there is none or it cannot be read. */
export function readRecord(home: Home, name: string): ProcessRecord | undefined {
  try {
    return ProcessRecord.parse(JSON.parse(readFileSync(home.record(name), 'utf8')));
  } catch {
    return undefined;
  }
}

export function deleteRecord(home: Home, name: string): void {
  rmSync(home.record(name), { force: true });
}

/** All records of a home, in the order of their names. */
export function listRecords(home: Home): ProcessRecord[] {
  let files: string[];
  try {
    files = readdirSync(path.dirname(home.record('any')));
  } catch {
    return [];
  }
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  return names.sort().flatMap((name) => readRecord(home, name) ?? []);
}

/** Is the process of this record still the one that runs under its pid? */
export function isAlive(record: Pick<ProcessRecord, 'pid' | 'born'>): boolean {
  return bornOf(record.pid) === record.born;
}

/** When the process with this pid was born, as an opaque text; undefined when there is none (or it is a zombie). */
export function bornOf(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? bornOnLinux(pid) : bornByPs(pid);
  } catch {
    return undefined;
  }
}

function bornOnLinux(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads, startTicks] = [fields[0], fields[17], fields[19]];
  // The first thread of a killed JVM is a zombie while others still close its sockets.
  const hasEnded = state === 'Z' && Number(threads) <= 1;
  if (hasEnded || startTicks === undefined) return undefined;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${startTicks}`;
}

function bornByPs(pid: number): string | undefined {
  const answer = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  if (answer === '' || answer.startsWith('Z')) return undefined;
  return answer.slice(answer.indexOf(' ')).trim();
}
