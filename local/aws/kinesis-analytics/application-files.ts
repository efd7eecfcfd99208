// Where an application's files lie under a home, and the newest complete checkpoint or savepoint among them.
import { existsSync, globSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Home } from '#local/home.ts';

export type ApplicationFiles = ReturnType<typeof applicationFiles>;

/** The folders and files of one application. */
export function applicationFiles(home: Home, name: string) {
  const folder = home.data('applications', name);
  const checkpoints = home.data('flink', 'checkpoints', name);
  const savepoints = home.data('flink', 'savepoints', name);
  return {
    folder,
    state: path.join(folder, 'application.json'),
    properties: path.join(folder, 'application_properties.json'),
    log: path.join(folder, 'log.ndjson'),
    checkpoints,
    savepoints,
    snapshot: (snapshot: string) => path.join(savepoints, snapshot),
  };
}

/** The newest complete checkpoint of a job (its `_metadata` is written last), null when it has none. */
export function findCheckpoint(files: ApplicationFiles, jobId: string): string | null {
  const numbers = globSync('chk-*/_metadata', { cwd: path.join(files.checkpoints, jobId) })
    .map((found) => Number(path.dirname(found).slice('chk-'.length)))
    .sort((left, right) => right - left);
  return numbers[0] === undefined ? null : path.join(files.checkpoints, jobId, `chk-${numbers[0]}`);
}

/** The savepoint that was written for a snapshot, null when there is none that is complete. */
export function findSavepoint(files: ApplicationFiles, snapshot: string): string | null {
  const folder = files.snapshot(snapshot);
  const found = globSync('savepoint-*/_metadata', { cwd: folder })
    .map((metadata) => path.join(folder, path.dirname(metadata)))
    .sort((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  return found[0] ?? null;
}

/** True while what a job was restored from is still there; Flink frees a claimed checkpoint once it has a newer one. */
export function isRestorable(restorePath: string): boolean {
  return existsSync(path.join(restorePath.replace(/^file:(\/\/)?/, ''), '_metadata'));
}

/** Removes folders or files, also when they are gone already. */
export function removeFiles(...paths: string[]): void {
  for (const each of paths) rmSync(each, { recursive: true, force: true });
}
