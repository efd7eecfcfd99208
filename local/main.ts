// `npm start`, `npm run stop`, `status`, `reset`, `logs`: everything that a person does to the Millrace of this machine.
import { logs } from './commands/logs.ts';
import { reset } from './commands/reset.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';

/** Each takes its arguments and answers the exit code. */
const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = { start, stop, status, reset, logs };

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
try {
  if (command === undefined) throw new Error(`unknown command "${name}", one of: ${Object.keys(commands).join(', ')}`);
  process.exitCode = await command(args);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
