// The runner is the process of `npm start`: one for each home. Its record is what a second start, `stop` and `status` look at.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';
import { bornOf, isAlive, readRecord, writeRecord } from './process-record.ts';
import type { ProcessRecord } from './process-record.ts';

const name = 'runner';

/** Takes the home for this process. False when a living runner has it. */
export function claimHome(home: Home, port: number): boolean {
  const record: ProcessRecord = {
    name,
    pid: process.pid,
    born: bornOf(process.pid) ?? '',
    port,
    state: 'starting',
    restarts: 0,
  };
  if (livingRunner(home) !== undefined) return false;
  rmSync(home.record(name), { force: true });
  mkdirSync(path.dirname(home.record(name)), { recursive: true });
  try {
    // `wx`: of two that start at the same moment, one gets it.
    writeFileSync(home.record(name), JSON.stringify(record), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** The runner that has this home, if it lives. */
export function livingRunner(home: Home): ProcessRecord | undefined {
  const record = readRecord(home, name);
  return record !== undefined && isAlive(record) ? record : undefined;
}

export function markRunnerReady(home: Home): void {
  const record = readRecord(home, name);
  if (record !== undefined) writeRecord(home, { ...record, state: 'ready' });
}

export function releaseHome(home: Home): void {
  rmSync(home.record(name), { force: true });
}
