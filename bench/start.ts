// How long `npm start` takes: cold (fresh clone, empty npm, Maven and engine caches) and warm, and what it holds in memory.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { atMost, figure } from './support/figure.ts';
import type { Bench, Figure } from './support/figure.ts';
import { launch } from './support/home.ts';

const Status = z.object({ processes: z.array(z.object({ name: z.string(), residentMiB: z.number().nullable() })) });

export const start: Bench = {
  about: 'cold and warm `npm start` to ready, resident memory of all processes',
  async run(say) {
    const folder = await mkdtemp(path.join(tmpdir(), 'millrace-bench-start-'));
    try {
      return await measure(folder, say);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string, say: (line: string) => void): Promise<Figure[]> {
  const clone = path.join(folder, 'clone');
  await promisify(execFile)('git', ['clone', '-q', path.resolve(import.meta.dirname, '..'), clone]);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    MILLRACE_HOME: path.join(clone, '.millrace'),
    MILLRACE_CACHE: '',
    MILLRACE_PORT: process.env['MILLRACE_BENCH_PORT'] ?? '27070',
    npm_config_cache: path.join(folder, 'npm'),
    MAVEN_OPTS: `-Dmaven.repo.local=${path.join(folder, 'maven')}`,
  };
  const timed = async (args: string[]) => {
    const startedAt = performance.now();
    await launch(args, environment, clone);
    return (performance.now() - startedAt) / 1000;
  };
  try {
    say('cold start');
    const cold = await timed(['start', '--detach']);
    await launch(['stop'], environment, clone);
    say(`cold: ${cold.toFixed(1)} s; warm start`);
    const warm = await timed(['start', '--detach']);
    const residentMiB = await readResidentMiB(environment, clone);
    say('warm start without the example');
    await launch(['stop'], environment, clone);
    const bare = await timed(['start', '--detach', '--no-example']);
    return [
      atMost(240, { name: 'cold start to ready', value: cold, unit: 's' }),
      atMost(45, { name: 'warm start to ready', value: warm, unit: 's', compared: `cold ${cold.toFixed(1)} s` }),
      figure({
        name: 'warm start to ready without the example',
        value: bare,
        unit: 's',
        compared: `with it ${warm.toFixed(1)} s`,
      }),
      atMost(5, { name: 'resident memory, all processes, the replay running', value: residentMiB / 1024, unit: 'GiB' }),
    ];
  } finally {
    await launch(['stop'], environment, clone).catch((error: unknown) => say(String(error)));
  }
}

async function readResidentMiB(environment: NodeJS.ProcessEnv, clone: string): Promise<number> {
  const status = Status.parse(JSON.parse(await launch(['status', '--json'], environment, clone)));
  return status.processes.reduce((sum, { residentMiB }) => sum + (residentMiB ?? 0), 0);
}
