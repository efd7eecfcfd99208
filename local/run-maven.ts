// Maven, without its chatter.
import { execFile } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const timeoutMs = 10 * 60_000;
const mostOutputBytes = 16 * 1024 * 1024;

/** Runs Maven and answers what it printed. Rejects with its error lines. `-C`: a download whose checksum is wrong is refused. */
export function runMaven(args: readonly string[], signal: AbortSignal): Promise<string> {
  const options = { signal, timeout: timeoutMs, maxBuffer: mostOutputBytes };
  return new Promise((resolve, reject) => {
    execFile('mvn', ['-B', '-q', '-C', '-Dstyle.color=never', ...args], options, (error, stdout) => {
      if (error === null) resolve(stripVTControlCharacters(stdout));
      else reject(new Error(`mvn ${args.join(' ')} failed:\n${errorLines(stdout) || error.message}`, { cause: error }));
    });
  });
}

function errorLines(output: string): string {
  return output
    .split('\n')
    .filter((line) => line.startsWith('[ERROR]'))
    .slice(0, 20)
    .join('\n');
}
