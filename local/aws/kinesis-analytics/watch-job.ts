// Puts the root exceptions of a job into its application's log, each once, and forgives past failures of one that stays up.
import type { Machinery } from './machinery.ts';
import { type Application, currentVersion } from './application.ts';
import { rootCause } from '../flink-error.ts';
import * as transition from './transition.ts';

const STABLE_AFTER_MS = 60_000;

/** Looks once at a job that Flink knows. */
export async function watchJob({ flink, store, log }: Machinery, application: Application, now: number): Promise<void> {
  const { name, job } = application;
  if (job === null) return;
  const exceptions = (await flink.exceptions(job.id)).filter((each) => each.timestamp > job.exceptionsSeenUntil);
  for (const { timestamp, stacktrace, taskName } of exceptions.reverse()) {
    const where = taskName === null || taskName === undefined ? '' : `${taskName}: `;
    const message = `${where}${rootCause(stacktrace)}`;
    log.append(name, {
      at: timestamp,
      version: currentVersion(application).version,
      level: 'ERROR',
      message,
      trace: stacktrace,
    });
  }
  const seenUntil = Math.max(job.exceptionsSeenUntil, ...exceptions.map((each) => each.timestamp));
  const attempts = now - job.submittedAt > STABLE_AFTER_MS ? 0 : job.attempts;
  if (seenUntil !== job.exceptionsSeenUntil || attempts !== job.attempts)
    store.change(name, (current) => transition.jobSeen(current, { ...job, exceptionsSeenUntil: seenUntil, attempts }));
}
