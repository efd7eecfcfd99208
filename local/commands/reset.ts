// `npm run reset`: deletes all data of a home; what was downloaded stays.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { confirm } from '@clack/prompts';
import { openHome } from '../home.ts';
import { livingRunner } from '../runner-record.ts';
import { printLine, stopHome } from './stop.ts';

const usage = `npm run reset [-- --yes]
  Stops the Millrace of this home, then deletes its data, definitions and logs. Downloads stay.
  --yes  do not ask
`;

export async function reset(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { help: { type: 'boolean', short: 'h' }, yes: { type: 'boolean', short: 'y' } },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const home = openHome(process.env);
  const isRunning = livingRunner(home) !== undefined;
  if (
    values.yes !== true &&
    !(await isConfirmed(`${isRunning ? 'Stop it and delete' : 'Delete'} all data in ${home.directory}?`))
  ) {
    process.stdout.write('nothing was deleted\n');
    return 1;
  }
  await stopHome(home, printLine);
  for (const name of ['data', 'config', 'logs', 'run', 'admin-token']) {
    rmSync(path.join(home.directory, name), { recursive: true, force: true });
  }
  process.stdout.write(`deleted the data in ${home.directory}\n`);
  return 0;
}

/** Without a terminal nobody can answer: that is a no. */
async function isConfirmed(message: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write(`${message} Say so with --yes.\n`);
    return false;
  }
  return (await confirm({ message, initialValue: false })) === true;
}
