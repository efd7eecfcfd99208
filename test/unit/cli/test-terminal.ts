// A terminal that remembers what was written to it.
import type { Terminal } from '#cli/terminal.ts';

export interface TestTerminal extends Terminal {
  readonly output: () => string;
  readonly notes: () => string;
}

export function testTerminal(given: Partial<Terminal> = {}): TestTerminal {
  const output: string[] = [];
  const notes: string[] = [];
  return {
    environment: {},
    colour: false,
    write: (text) => Promise.resolve(void output.push(text)),
    note: (line) => void notes.push(`${line}\n`),
    confirm: undefined,
    readInput: () => Promise.resolve(''),
    ...given,
    output: () => output.join(''),
    notes: () => notes.join(''),
  };
}
