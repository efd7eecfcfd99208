// Where the command line writes and what it knows of its surroundings; tests give one of their own.
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

export interface Terminal {
  readonly environment: NodeJS.ProcessEnv;
  readonly colour: boolean;
  /** Writes text as it is to stdout; resolves when more may be written. */
  write: (text: string) => Promise<void>;
  /** Writes a line to stderr: notes and errors, which are no part of the output. */
  note: (line: string) => void;
  /** Asks a yes-or-no question; undefined where nobody can answer. */
  confirm: ((question: string) => Promise<boolean>) | undefined;
  readInput: () => Promise<string>;
}

export function processTerminal(): Terminal {
  process.stdout.on('error', endOnClosedPipe);
  return {
    environment: process.env,
    colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    write: async (text) => {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    note: (line) => void process.stderr.write(`${line}\n`),
    confirm: process.stdin.isTTY ? confirm : undefined,
    readInput: async () => Buffer.concat(await process.stdin.toArray()).toString('utf8'),
  };
}

/** `millrace tail flights | head` closes our stdout when it has seen enough: that is no failure. */
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

async function confirm(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}
