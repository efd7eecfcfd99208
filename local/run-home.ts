// The runner: brings a whole home up step by step, stays until it is told to end, and takes it down again.
import { mkdirSync } from 'node:fs';
import { endOrphans } from './end-orphans.ts';
import { enginesOf } from './engines.ts';
import { fetchEngines } from './fetch-engines.ts';
import type { Home } from './home.ts';
import { readPorts } from './ports.ts';
import { report } from './report.ts';
import { claimHome, markRunnerReady, releaseHome } from './runner-record.ts';
import { EngineStarts } from './start-engines.ts';

export type RunOptions = { home: Home; withExample: boolean; enginesOnly: boolean };

/** Answers the exit code, when everything has been stopped again. */
export async function runHome(options: RunOptions): Promise<number> {
  const { home } = options;
  const ports = readPorts(process.env);
  mkdirSync(home.directory, { recursive: true });
  if (!claimHome(home, ports.api)) throw new Error(`already running in ${home.directory}`);
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());
  process.on('SIGTERM', () => stop.abort());
  const began = Date.now();
  const starts = new EngineStarts(home, enginesOf({ home, ports }), report);
  try {
    const orphans = await endOrphans(home);
    if (orphans.length > 0) report(`ended what an earlier run left behind: ${orphans.join(', ')}`);
    await fetchEngines(home, report);
    await Promise.all(
      enginesOf({ home, ports }).map(async (engine) => {
        try {
          await starts.start(engine);
        } catch (error) {
          if (engine.name !== 'planner') throw error;
          report('the planner is not up (flink/ is not built)');
          return;
        }
        report(`${engine.name} ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
      }),
    );
    markRunnerReady(home);
    report('ready');
    await new Promise<void>((resolve) => {
      if (stop.signal.aborted) resolve();
      stop.signal.addEventListener('abort', () => resolve());
    });
    return 0;
  } finally {
    await starts.stop();
    releaseHome(home);
  }
}
