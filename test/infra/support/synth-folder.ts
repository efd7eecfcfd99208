// Where templates are synthesized to while tests run: gone when they have ended, as workers are ended without notice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const VARIABLE = 'MILLRACE_SYNTH_FOLDER';

/** Called by vitest before the first worker. */
export function setup(): void {
  process.env[VARIABLE] = mkdtempSync(path.join(tmpdir(), 'millrace-synth-'));
}

/** Called by vitest after the last one. */
export function teardown(): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

export const synthFolder = (): string => process.env[VARIABLE] ?? tmpdir();
