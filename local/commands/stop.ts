// `npm run stop`: ends the runner (which stops everything it started) and whatever is left.
import { parseArgs } from 'node:util';
import { endOrphans } from '../end-orphans.ts';
import { followEnd } from '../follow-end.ts';
import { openHome } from '../home.ts';
import type { Home } from '../home.ts';
import { isAlive } from '../process-record.ts';
import { livingRunner } from '../runner-record.ts';

const usage = `npm run stop
  Stops the Millrace of this home and waits until all its processes have ended. Data stays.
`;
const waitMs = 90_000;

export async function stop(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const home = openHome(process.env);
  const wasRunning = await stopHome(home, printLine);
  process.stdout.write(wasRunning ? `stopped (${home.directory})\n` : `nothing is running (${home.directory})\n`);
  return 0;
}

/** Stops everything of a home and tells what as it ends. True when there was something to stop. */
export async function stopHome(home: Home, print: (line: string) => void): Promise<boolean> {
  const runner = livingRunner(home);
  if (runner !== undefined) {
    print(`stopping what process ${runner.pid} started`);
    process.kill(runner.pid, 'SIGTERM');
    // The process, not its record: the runner gives up the home a moment before it has ended.
    const hasEnded = await followEnd(home, { isOver: () => !isAlive(runner), patienceMs: waitMs, print });
    if (!hasEnded)
      throw new Error(`the runner (process ${runner.pid}) does not end: nothing has ended for ${waitMs / 1000} s`);
  }
  const orphans = await endOrphans(home);
  for (const name of orphans) print(`stopped ${name}`);
  return runner !== undefined || orphans.length > 0;
}

/** To the person who waits. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
