// The help of the whole command line and of each command, from the commands themselves.
import { COMMON_OPTIONS } from './command.ts';
import type { Command, Options } from './command.ts';

export function helpOfAll(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'millrace: the command line of a real-time analytics platform',
    '',
    'usage: millrace <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Every command takes --help, with examples, and:',
    ...optionLines(COMMON_OPTIONS),
    '  --version                 Show the version.',
    '',
    'Exit codes: 0 it is done, 1 it failed, 2 it was not understood.',
    '',
  ].join('\n');
}

export function helpOf({ name, summary, usage, options, examples, notes }: Command): string {
  return [
    summary,
    '',
    `usage: millrace ${name} ${usage}`.trimEnd(),
    '',
    ...optionLines({ ...options, ...COMMON_OPTIONS }),
    '',
    'examples:',
    ...examples.map((example) => `  ${example}`),
    ...(notes === undefined ? [] : ['', notes]),
    '',
  ].join('\n');
}

function optionLines(options: Options): string[] {
  return Object.entries(options).map(([name, { short, value, description }]) => {
    const names = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${names.padEnd(24)}  ${description}`;
  });
}
