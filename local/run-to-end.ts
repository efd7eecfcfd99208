// Runs a program that ends by itself, while an engine is prepared.
import { execFile } from 'node:child_process';

/** Far more than any needs, as everything else may be starting beside it. */
const LONGEST_MS = 180_000;

export interface Program {
  name: string;
  command: string;
  arguments: () => readonly string[];
}

/** @throws Error with the last line that it wrote, or that it took too long */
export function runToEnd({ name, command, arguments: args }: Program): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args()], { timeout: LONGEST_MS, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) return resolve();
      const said = `${stdout}\n${stderr}`.trim().split('\n').at(-1);
      const reason =
        error.killed === true ? `did not end within ${LONGEST_MS / 1000} s` : `failed: ${said || error.message}`;
      return reject(new Error(`${name} ${reason}`, { cause: error }));
    });
  });
}
