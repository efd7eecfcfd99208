// The loop that takes applications on: often while something is under way, every few seconds while they only run.
// An application that Flink has forgotten is noticed and brought back here.
import { FlinkError } from '../flink-error.ts';
import { AwsError } from '../aws-error.ts';
import { advance } from './advance.ts';
import type { Machinery } from './machinery.ts';
import { type Application, currentVersion } from './application.ts';
import { isInTransition } from './decide.ts';
import { jobLost } from './transition.ts';

const TICK_MS = 250;
const WATCH_EVERY_MS = 2_000;
const RETRY_AFTER_MS = 2_000;

/** Starts the loop; `close` ends it after the step under way. */
export function superviseApplications(machinery: Machinery): { close(): Promise<void> } {
  const underWay = new Map<string, Promise<void>>();
  const next = new Map<string, { at: number; seen: Application | undefined }>();
  const lastFailure = new Map<string, string>();
  const plan = (name: string, at: number): void => {
    next.set(name, { at, seen: machinery.store.get(name) });
  };

  const step = async (application: Application, now: number): Promise<void> => {
    const { name } = application;
    try {
      await advance(machinery, application, now);
      lastFailure.delete(name);
      plan(name, now + (isInTransition(machinery.store.get(name) ?? application) ? TICK_MS : WATCH_EVERY_MS));
    } catch (error) {
      if (error instanceof FlinkError && error.isRefused) loseJob(machinery, name);
      plan(name, Date.now() + RETRY_AFTER_MS);
      const failure = error instanceof Error ? error.message : String(error);
      if (!isPassing(error) && lastFailure.get(name) !== failure) logFailure(machinery, application, failure);
      lastFailure.set(name, failure);
    } finally {
      underWay.delete(name);
    }
  };

  const timer = setInterval(() => {
    const now = Date.now();
    for (const application of machinery.store.list()) {
      const { name, status } = application;
      const planned = next.get(name);
      const isDue = planned === undefined || now >= planned.at || planned.seen !== application;
      if (status !== 'READY' && isDue && !underWay.has(name)) underWay.set(name, step(application, now));
    }
  }, TICK_MS);

  return {
    async close() {
      clearInterval(timer);
      await Promise.all(underWay.values());
    },
  };
}

/** Nobody listens: this Flink has ended, and its jobs with it. */
function loseJob({ store }: Machinery, name: string): void {
  if (store.get(name) !== undefined) store.change(name, jobLost);
}

/** Flink or S3 being down or just coming up, or a job gone between two looks: waited for, no event of the application. */
function isPassing(error: unknown): boolean {
  if (error instanceof FlinkError) return error.status === 0 || error.status === 503 || error.isJobUnknown;
  return error instanceof AwsError && error.status === 503;
}

function logFailure({ store, log }: Machinery, application: Application, message: string): void {
  if (store.get(application.name) === undefined) return;
  log.append(application.name, {
    at: Date.now(),
    version: currentVersion(application).version,
    level: 'ERROR',
    message,
    trace: message,
  });
}
