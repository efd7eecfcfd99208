// `npm run logs -- <name>`: the end of a process's log, and then whatever is added to it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { copyAdded } from '../follow-file.ts';
import { openHome } from '../home.ts';
import type { Home } from '../home.ts';

const usage = `npm run logs -- <name> [--no-follow]
  Shows the last lines of one process's log and follows it until Ctrl-C.
`;
const firstLines = 40;

export async function logs(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, 'no-follow': { type: 'boolean' } },
  });
  const home = openHome(process.env);
  const [name] = positionals;
  if (values.help === true || name === undefined || !existsSync(home.log(name))) {
    process.stdout.write(`${usage}Logs: ${logNames(home).join(', ') || 'none yet'}\n`);
    return values.help === true ? 0 : 1;
  }
  const text = readFileSync(home.log(name), 'utf8');
  process.stdout.write(`${text.trimEnd().split('\n').slice(-firstLines).join('\n')}\n`);
  if (values['no-follow'] !== true) await follow(home.log(name), Buffer.byteLength(text));
  return 0;
}

async function follow(file: string, from: number): Promise<never> {
  let position = from;
  for (;;) {
    await sleep(300);
    position = await copyAdded(file, position);
  }
}

function logNames(home: Home): string[] {
  const directory = path.dirname(home.log('any'));
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((file) => file.endsWith('.log'));
  return files.map((file) => path.basename(file, '.log')).sort();
}
