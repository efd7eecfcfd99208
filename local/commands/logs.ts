// `npm run logs -- <name>`: the end of a process's log, and then whatever is added to it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { copyAdded } from '../follow-file.ts';
import { openHome } from '../home.ts';
import type { Home } from '../home.ts';

const usage = `npm run logs -- <engine or process> [--no-follow]
  Shows the last lines of the logs of an engine (all its processes) or of one process, and follows them until Ctrl-C.
`;
const firstLines = 40;

export async function logs(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, 'no-follow': { type: 'boolean' } },
  });
  const home = openHome(process.env);
  const [wanted] = positionals;
  const names = logNames(home).filter((name) => name === wanted || name.startsWith(`${wanted}-`));
  if (values.help === true || names.length === 0) {
    process.stdout.write(`${usage}Logs: ${logNames(home).join(', ') || 'none yet'}\n`);
    return values.help === true ? 0 : 1;
  }
  const sizes = names.map((name) => showLastLines(home.log(name), names.length > 1 ? name : undefined));
  if (values['no-follow'] === true) return 0;
  await Promise.all(names.map((name, index) => follow(home.log(name), sizes[index] ?? 0)));
  return 0;
}

/** Answers how many bytes of the file have been read. */
function showLastLines(file: string, title: string | undefined): number {
  const text = readFileSync(file, 'utf8');
  const heading = title === undefined ? '' : `==> ${title} <==\n`;
  process.stdout.write(`${heading}${text.trimEnd().split('\n').slice(-firstLines).join('\n')}\n`);
  return Buffer.byteLength(text);
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
