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
const longestPauseMs = 15_000;

export type Service = ProcessSpec & {
  /** True when it does its work. It may throw: that is "not yet". */
  isReady(): Promise<boolean>;
  /** @default - 3 minutes: other programs may keep the machine busy */
  readyWithinMs?: number;
  /** Runs before each start: files that it needs, remains of its last life. */
  prepare?(): void | Promise<void>;
};

export type SuperviseOptions = {
  /** Told when the process dies and when it is back. */
  report: (message: string) => void;
  /** Ends the wait for the first start. */
  signal?: AbortSignal;
};

export type Supervised = {
  /** Stops the process for good and waits for its end. */
  stop(): Promise<void>;
};

/** Starts a service and resolves when it is ready; from then on it is started again whenever it dies. */
export async function supervise(home: Home, service: Service, options: SuperviseOptions): Promise<Supervised> {
  const supervisor = new Supervisor(home, service, options.report);
  const abort = (): void => supervisor.abort();
  options.signal?.addEventListener('abort', abort);
  try {
    await supervisor.start();
    return supervisor;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

class Supervisor implements Supervised {
  readonly #home: Home;
  readonly #service: Service;
  readonly #report: (message: string) => void;
  readonly #stopping = new AbortController();
  #restarts = 0;
  #watched: Promise<void> = Promise.resolve();
  #running: RunningProcess | undefined;

  constructor(home: Home, service: Service, report: (message: string) => void) {
    this.#home = home;
    this.#service = service;
    this.#report = report;
  }

  async start(): Promise<void> {
    try {
      this.#running = await this.#startReady();
    } catch (error) {
      deleteRecord(this.#home, this.#service.name);
      throw error;
    }
    this.#watched = this.#watch(this.#running);
  }

  abort(): void {
    this.#stopping.abort();
  }

  async stop(): Promise<void> {
    this.abort();
    await this.#running?.stop();
    await this.#watched;
    deleteRecord(this.#home, this.#service.name);
    this.#report(`stopped ${this.#service.name}`);
  }

  async #watch(first: RunningProcess): Promise<void> {
    let running: RunningProcess | undefined = first;
    while (running !== undefined) {
      const startedAt = Date.now();
      const reason = await running.exited;
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - startedAt > healthyAfterMs) this.#restarts = 0;
      this.#report(`${this.#service.name} ${reason}; it is started again`);
      running = await this.#startAgain();
      this.#running = running;
    }
  }

  async #startAgain(): Promise<RunningProcess | undefined> {
    const { name } = this.#service;
    while (this.#restarts < mostRestarts) {
      this.#restarts += 1;
      try {
        const pauseMs = Math.min(1000 * 2 ** (this.#restarts - 1), longestPauseMs);
        await sleep(pauseMs, undefined, { signal: this.#stopping.signal });
        const running = await this.#startReady();
        this.#report(`${name} is up again (restart ${this.#restarts} of at most ${mostRestarts})`);
        return running;
      } catch (error) {
        if (this.#stopping.signal.aborted) return undefined;
        this.#report(error instanceof Error ? error.message : String(error));
      }
    }
    this.#setState('failed');
    this.#report(`${name} is given up after ${mostRestarts} restarts: npm run logs -- ${name}`);
    return undefined;
  }

  /** Starts the process and waits until it is ready. One that is not is ended before this rejects. */
  async #startReady(): Promise<RunningProcess> {
    await this.#service.prepare?.();
    this.#stopping.signal.throwIfAborted();
    const running = await startProcess(this.#home, this.#service, this.#restarts);
    const end = await this.#waitUntilReady(running);
    if (end === undefined) {
      this.#setState('ready');
      return running;
    }
    await running.stop();
    this.#stopping.signal.throwIfAborted();
    const { name } = this.#service;
    throw new Error(`${name} ${end}. The end of its log:\n${lastLines(this.#home, name)}`);
  }

  /** Undefined when it is ready, else why it will not be. */
  async #waitUntilReady(running: RunningProcess): Promise<string | undefined> {
    const deadline = Date.now() + (this.#service.readyWithinMs ?? 180_000);
    while (Date.now() < deadline && !this.#stopping.signal.aborted) {
      const isReady = await this.#isReady();
      // It may have ended, and what answers be another program on the same port.
      const end = await Promise.race([running.exited, sleep<undefined>(isReady ? 0 : 100, undefined)]);
      if (end !== undefined || isReady) return end;
    }
    return 'was not ready in time';
  }

  async #isReady(): Promise<boolean> {
    try {
      return await this.#service.isReady();
    } catch {
      return false;
    }
  }

  #setState(state: ProcessRecord['state']): void {
    const record = readRecord(this.#home, this.#service.name);
    if (record !== undefined) writeRecord(this.#home, { ...record, state });
  }
}
