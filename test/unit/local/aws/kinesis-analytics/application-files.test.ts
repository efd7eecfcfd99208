import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  applicationFiles,
  findCheckpoint,
  findSavepoint,
  isRestorable,
} from '#local/aws/kinesis-analytics/application-files.ts';
import { openHome } from '#local/home.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function emptyHome() {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-'));
  folders.push(folder);
  return openHome({ MILLRACE_HOME: folder });
}

function complete(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '_metadata'), '');
  return folder;
}

describe("an application's checkpoints and savepoints on disk", () => {
  it('the newest checkpoint is the complete one with the highest number', () => {
    const files = applicationFiles(emptyHome(), 'counting');
    complete(path.join(files.checkpoints, 'job', 'chk-9'));
    const newest = complete(path.join(files.checkpoints, 'job', 'chk-10'));
    mkdirSync(path.join(files.checkpoints, 'job', 'chk-11'));

    expect(findCheckpoint(files, 'job')).toBe(newest);
    expect(findCheckpoint(files, 'other')).toBeNull();
  });

  it('a savepoint counts when it is complete', () => {
    const files = applicationFiles(emptyHome(), 'counting');
    mkdirSync(path.join(files.snapshot('half'), 'savepoint-1'), { recursive: true });
    const whole = complete(path.join(files.snapshot('whole'), 'savepoint-2'));

    expect(findSavepoint(files, 'half')).toBeNull();
    expect(findSavepoint(files, 'whole')).toBe(whole);
    expect(isRestorable(`file:${whole}`)).toBe(true);
    expect(isRestorable(path.dirname(whole))).toBe(false);
  });
});
