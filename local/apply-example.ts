// Applies examples/flights through the CLI, once in the life of a home: what its owner changed later stays changed.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from './engines/context.ts';
import { repository } from './home.ts';
import { clientEnvironment, receiverEnvironment } from './node-service.ts';

const timeoutMs = 180_000;

export type ApplyOptions = Context & { token: string; signal: AbortSignal };

/** True when the example was applied now, false when it had been before. */
export async function applyExample({ home, ports, token, signal }: ApplyOptions): Promise<boolean> {
  const done = home.data('example-applied');
  if (existsSync(done)) return false;
  const example = path.join(repository, 'examples', 'flights');
  const args = [path.join(repository, 'cli', 'main.ts'), 'apply', '-f', example, '--start'];
  const context = { home, ports };
  const env = { ...process.env, ...clientEnvironment(context, token), ...receiverEnvironment(context) };
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, args, { env, signal, timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`examples/flights could not be applied:\n${stdout}${stderr}`, { cause: error }));
    });
  });
  mkdirSync(path.dirname(done), { recursive: true });
  writeFileSync(done, `${new Date().toISOString()}\n`);
  return true;
}
