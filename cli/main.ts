// The process around the command line: what it prints to, and its exit code.
import { processTerminal } from './terminal.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), processTerminal());
