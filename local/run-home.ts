// The runner: brings a whole home up, stays until it is told to end, and takes everything down again.
import { mkdirSync } from 'node:fs';
import { Listr } from 'listr2';
import { Graph } from './graph.ts';
import type { Step } from './graph.ts';
import type { Home } from './home.ts';
import { isBackfilling } from './is-backfilling.ts';
import { logFrom } from './log-from.ts';
import { readPorts } from './ports.ts';
import { readyBlock } from './ready-block.ts';
import { report } from './report.ts';
import { claimHome, markRunnerReady, releaseHome } from './runner-record.ts';
import { stepsOf } from './steps.ts';
import type { StepOptions } from './steps.ts';

export type RunOptions = { home: Home; extent: StepOptions['extent'] };

/** Answers the exit code, when everything has been stopped again. */
export async function runHome({ home, extent }: RunOptions): Promise<number> {
  const began = Date.now();
  const ports = readPorts(process.env);
  mkdirSync(home.directory, { recursive: true });
  if (!claimHome(home, ports.api)) throw new Error(`already running in ${home.directory}`);
  const stop = abortedBySignals();
  const replayLog = logFrom(home, 'replay');
  const steps = stepsOf({ home, ports, extent, report });
  const graph = new Graph(steps, stop.signal);
  try {
    await startAll(graph, steps);
    markRunnerReady(home);
    const seconds = (Date.now() - began) / 1000;
    process.stdout.write(readyBlock({ home, ports, extent, seconds, isBackfilling: isBackfilling(replayLog()) }));
    await aborted(stop.signal);
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return 130;
  } finally {
    report('stopping');
    stop.abort();
    await graph.stop();
    releaseHome(home);
    report('stopped');
  }
}

/** Shows the steps as they go: a live list on a terminal, a line for each that is done elsewhere. */
async function startAll(graph: Graph, steps: readonly Step[]): Promise<void> {
  if (process.stdout.isTTY && process.env['CI'] === undefined) {
    const tasks = steps.map((step) => ({ title: step.title, task: () => graph.start(step.name) }));
    await new Listr(tasks, { concurrent: true, registerSignalListeners: false }).run();
    return;
  }
  await Promise.all(
    steps.map(async (step) => {
      await graph.start(step.name);
      report(`done: ${step.title}`);
    }),
  );
}

/** Aborted by the first signal to end; later ones change nothing: what is being stopped is waited for. */
function abortedBySignals(): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => controller.abort());
  return controller;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    // A timer keeps the process alive while it has nothing to do.
    const timer = setInterval(() => {}, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
  });
}
