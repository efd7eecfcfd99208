// The first program of `npm start` and friends, on any Node >= 20 and without dependencies.
import { spawn } from 'node:child_process';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..');
const [command, ...args] = process.argv.slice(2);
const entry = {
  cli: 'cli/main.ts',
  replay: 'examples/flights/replay.ts',
  bench: 'bench/main.ts',
  test: 'test/main.ts',
}[command];
const node = process.execPath;
const script = entry === undefined ? [path.join(repository, 'local/main.ts'), command] : [path.join(repository, entry)];
const child = spawn(node, [...script, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
