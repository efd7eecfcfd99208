// Keeps one process up: starts it, waits until it is ready, and starts it again (a bounded number of times) when it dies.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.ts';
import { deleteRecord, readRecord, writeRecord } from './process-record.ts';
import type { ProcessRecord } from './process-record.ts';
import { lastLines, startProcess } from './process.ts';
import type { ProcessSpec, RunningProcess } from './process.ts';

const mostRestarts = 5;
/** A process that lived this long has its restarts forgiven. */
const healthyAfterMs = 10 * 60_000;

export type Service = ProcessSpec & {
  /** True when it does its work. It may throw: that is "not yet". */
  isReady(): Promise<boolean>;
  readyWithinMs?: number;
  /** Runs before each start: files that it needs, remains of its last life. */
  prepare?(): void | Promise<void>;
};

export type SupervisedService = {
  readonly name: string;
  /** Stops it for good. */
  stop(): Promise<void>;
};

type Report = (message: string) => void;

/** Starts a service and resolves when it is ready; from then on it is started again whenever it dies. */
export async function supervise(home: Home, service: Service, report: Report): Promise<SupervisedService> {
  let isStopping = false;
  let running = await startReady(home, service, 0);
  const watch = async (): Promise<void> => {
    let restarts = 0;
    while (!isStopping) {
      const bornAt = Date.now();
      const reason = await running.exited;
      if (isStopping) return;
      if (Date.now() - bornAt > healthyAfterMs) restarts = 0;
      report(`${service.name} ${reason}`);
      const next = await startAgain({ home, service, report, restarts, isStopping: () => isStopping });
      if (next === undefined) return;
      ({ running, restarts } = next);
    }
  };
  const watched = watch();
  return {
    name: service.name,
    stop: async () => {
      isStopping = true;
      await running.stop();
      await watched;
      deleteRecord(home, service.name);
    },
  };
}

type Again = { home: Home; service: Service; report: Report; restarts: number; isStopping: () => boolean };

async function startAgain(again: Again): Promise<{ running: RunningProcess; restarts: number } | undefined> {
  const { home, service, report } = again;
  for (let restarts = again.restarts + 1; restarts <= mostRestarts; restarts += 1) {
    await sleep(Math.min(1000 * 2 ** (restarts - 1), 15_000));
    if (again.isStopping()) return undefined;
    try {
      const running = await startReady(home, service, restarts);
      report(`${service.name} is up again (restart ${restarts} of at most ${mostRestarts})`);
      return { running, restarts };
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
    }
  }
  setState(home, service.name, 'failed');
  report(`${service.name} is given up after ${mostRestarts} restarts; see npm run logs -- ${service.name}`);
  return undefined;
}

async function startReady(home: Home, service: Service, restarts: number): Promise<RunningProcess> {
  await service.prepare?.();
  const running = await startProcess(home, service, restarts);
  let exit: string | undefined;
  void running.exited.then((reason) => {
    exit = reason;
  });
  const deadline = Date.now() + (service.readyWithinMs ?? 90_000);
  while (!(await isReady(service))) {
    if (exit === undefined && Date.now() < deadline) {
      await sleep(100);
      continue;
    }
    await running.stop();
    throw new Error(
      `${service.name} ${exit ?? 'was not ready in time'}. The end of its log:\n${lastLines(home, service.name)}`,
    );
  }
  setState(home, service.name, 'ready');
  return running;
}

async function isReady(service: Service): Promise<boolean> {
  try {
    return await service.isReady();
  } catch {
    return false;
  }
}

function setState(home: Home, name: string, state: ProcessRecord['state']): void {
  const record = readRecord(home, name);
  if (record !== undefined) writeRecord(home, { ...record, state });
}
