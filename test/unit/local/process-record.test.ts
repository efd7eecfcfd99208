import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { endOrphans } from '#local/end-orphans.ts';
import { openHome } from '#local/home.ts';
import { bornOf, isAlive, listRecords, readRecord, writeRecord } from '#local/process-record.ts';
import type { ProcessRecord } from '#local/process-record.ts';

const home = openHome({ MILLRACE_HOME: mkdtempSync(path.join(tmpdir(), 'millrace-records-')) });
const sleeper = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'ignore' });
const pid = sleeper.pid ?? 0;
const record: ProcessRecord = { name: 'sleeper', pid, born: 'long ago', port: null, state: 'ready', restarts: 0 };

afterEach(async () => {
  await endOrphans(home);
});

describe('the record of a process', () => {
  it('reads as it was written', () => {
    writeRecord(home, record);
    expect(readRecord(home, 'sleeper')).toEqual(record);
    expect(listRecords(home)).toEqual([record]);
  });

  it('does not take a later process with the same pid for the recorded one', async () => {
    writeRecord(home, record);
    expect(isAlive(record)).toBe(false);
    expect(await endOrphans(home)).toEqual([]);
    expect(bornOf(pid)).toBeDefined();
    expect(listRecords(home)).toEqual([]);
  });

  it('tells two processes apart by their birth', () => {
    expect(bornOf(process.pid)).not.toBe(bornOf(pid));
  });

  it('lets the recorded process be ended, and says so', async () => {
    writeRecord(home, { ...record, born: bornOf(pid) ?? '' });
    expect(await endOrphans(home)).toEqual(['sleeper']);
    expect(bornOf(pid)).toBeUndefined();
  });

  it('of a process that is gone is not alive', () => {
    expect(isAlive({ pid: 2 ** 22 + 1, born: 'ever' })).toBe(false);
  });
});
