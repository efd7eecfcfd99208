// Runs a command with its output shown and says whether it succeeded.
import { spawn } from 'node:child_process';

interface Command {
  title: string;
  command: string;
  args: string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
}

const LONGEST_MS = 40 * 60_000;

export async function run({ title, command, args, cwd, environment }: Command): Promise<boolean> {
  console.log(`\n=== ${title}`);
  const startedAt = performance.now();
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: LONGEST_MS,
    });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', resolve);
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`=== ${title}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return code === 0;
}
