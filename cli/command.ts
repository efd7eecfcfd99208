// What a command is: its options, its help, and what it does.
import { parseArgs } from 'node:util';
import type { ApiClient } from './api-client.ts';
import { createApiClient } from './api-client.ts';
import { readConnection } from './connection.ts';
import type { Terminal } from './terminal.ts';

interface Option {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  default?: string | boolean;
  /** What stands for the value in the help. */
  value?: string;
  description: string;
}
export type Options = Record<string, Option>;

export const COMMON_OPTIONS = {
  url: {
    type: 'string',
    value: 'URL',
    description: 'The API; MILLRACE_URL, or port MILLRACE_PORT (7070) of this machine.',
  },
  token: { type: 'string', value: 'TOKEN', description: 'MILLRACE_TOKEN, or what <home>/admin-token holds.' },
  help: { type: 'boolean', short: 'h', description: 'Show this help.' },
} as const satisfies Options;

/** The request cannot be understood as typed: exit code 2. */
export class UsageError extends Error {}

type Values<Own extends Options> = ReturnType<
  typeof parseArgs<{ options: Own & typeof COMMON_OPTIONS; allowPositionals: true }>
>['values'];

export interface Invocation<Own extends Options> {
  values: Values<Own>;
  positionals: string[];
  terminal: Terminal;
  api: ApiClient;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows `millrace <name>`. */
  readonly usage: string;
  readonly options: Options;
  readonly examples: readonly string[];
  /** Further paragraphs of the help. */
  readonly notes?: string;
  /** @returns the exit code */
  readonly execute: (args: string[], terminal: Terminal) => Promise<number>;
}

interface Definition<Own extends Options> extends Omit<Command, 'execute' | 'options'> {
  options: Own;
  /** How many positional arguments it takes. */
  positionals: { least: number; most: number };
  run: (invocation: Invocation<Own>) => Promise<number>;
}

/** A command whose `run` gets its options by type. Throws a UsageError on arguments that do not fit. */
export function defineCommand<const Own extends Options>(definition: Definition<Own>): Command {
  const { positionals: bounds, run, ...description } = definition;
  const execute = async (args: string[], terminal: Terminal): Promise<number> => {
    const { values, positionals } = parse(args, definition.options);
    if (positionals.length < bounds.least || positionals.length > bounds.most) {
      throw new UsageError(`usage: millrace ${definition.name} ${definition.usage}`);
    }
    const { url, token }: { url?: string; token?: string } = values;
    const api = createApiClient(readConnection({ url, token }, terminal.environment));
    return run({ values, positionals, terminal, api });
  };
  return { ...description, execute };
}

function parse<const Own extends Options>(args: string[], options: Own) {
  try {
    return parseArgs({
      args: joinDashedValues(args, options),
      options: { ...options, ...COMMON_OPTIONS },
      allowPositionals: true,
    });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** `--order-by -delay` as `--order-by=-delay`: a single dash may begin a value where an option takes one. */
function joinDashedValues(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const argument of args) {
    const name = /^--([^=]+)$/.exec(joined.at(-1) ?? '')?.[1];
    const isValue = name !== undefined && options[name]?.type === 'string' && /^-[^-]/.test(argument);
    if (isValue) joined.push(`${joined.pop()}=${argument}`);
    else joined.push(argument);
  }
  return joined;
}
