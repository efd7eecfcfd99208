// A program from PyPI in a folder of the cache, installed once for each list of requirements.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const INSTALL_MS = 300_000;

export interface PythonTool {
  name: string;
  /** Pinned, as pip reads it. */
  requirements: string;
}

/** @returns the path of the program; it needs `python3` with its venv module */
export async function pythonTool({ name, requirements }: PythonTool): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = path.join(cache(), 'python', `${name}-${digest}`);
  const program = path.join(folder, 'bin', name);
  if (existsSync(program)) return program;
  // What an interrupted installation left.
  rmSync(folder, { recursive: true, force: true });
  await execute('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS });
  const pip = path.join(folder, 'bin', 'pip');
  await execute(pip, ['install', '--quiet', '--disable-pip-version-check', '--requirement', requirements], {
    timeout: INSTALL_MS,
  });
  return program;
}

function cache(): string {
  const own = process.env['MILLRACE_CACHE'];
  return own ?? path.resolve(import.meta.dirname, '..', '..', '..', '.millrace', 'cache');
}
