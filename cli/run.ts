// One invocation of the command line, from its arguments to its exit code.
import packageJson from '../package.json' with { type: 'json' };
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { apply } from './commands/apply.ts';
import { backtest } from './commands/backtest.ts';
import { deleteDefinition } from './commands/delete.ts';
import { get } from './commands/get.ts';
import { start, stop, upgrade } from './commands/pipeline-acts.ts';
import { importRules } from './commands/import.ts';
import { query } from './commands/query.ts';
import { status } from './commands/status.ts';
import { tail } from './commands/tail.ts';
import { test } from './commands/test.ts';
import { describeError } from './describe-error.ts';
import { helpOf, helpOfAll } from './help.ts';
import type { Terminal } from './terminal.ts';

export const COMMANDS: readonly Command[] = [
  apply,
  get,
  deleteDefinition,
  test,
  backtest,
  importRules,
  query,
  tail,
  status,
  start,
  stop,
  upgrade,
];

/** @returns 0 when it is done, 1 when it failed, 2 when the arguments were not understood */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  const wanted = name === 'help' ? rest[0] : name;
  const command = COMMANDS.find((known) => known.name === wanted);
  if (command === undefined) return runWithoutCommand(wanted, terminal);
  if (name === 'help' || asksForHelp(rest)) {
    await terminal.write(helpOf(command));
    return 0;
  }
  try {
    return await command.execute(rest, terminal);
  } catch (error) {
    for (const line of describeError(error)) terminal.note(line);
    if (!(error instanceof UsageError)) return 1;
    terminal.note(`see millrace ${command.name} --help`);
    return 2;
  }
}

async function runWithoutCommand(name: string | undefined, terminal: Terminal): Promise<number> {
  if (name === '--version' || name === '-v') {
    await terminal.write(`${packageJson.version}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h') {
    await terminal.write(helpOfAll(COMMANDS));
    return name === undefined ? 2 : 0;
  }
  terminal.note(`there is no command "${name}"; see millrace --help`);
  return 2;
}

/** `--help` among the options; after `--` it is an argument like any other. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((argument) => argument === '--help' || argument === '-h');
}
