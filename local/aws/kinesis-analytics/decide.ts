// What to do next for an application, given what Flink says of its job. Pure; called again and again until nothing is left
// to do, so that a crash at any point is gone on from: everything it needs is in the application's file.
import { type Application, currentVersion, shownStatus } from './application.ts';
import { pendingSnapshot } from './transition.ts';

/** A job's state at Flink, or MISSING when Flink does not know it (a restarted standalone Flink knows none). */
export type JobState =
  | 'INITIALIZING'
  | 'CREATED'
  | 'RUNNING'
  | 'FAILING'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELED'
  | 'FINISHED'
  | 'RESTARTING'
  | 'SUSPENDED'
  | 'RECONCILING'
  | 'MISSING';

export type Action =
  | 'wait'
  | 'submit'
  | 'submit-again'
  | 'bring-back'
  | 'report-running'
  | 'report-lost'
  | 'report-failed-start'
  | 'report-ended'
  | 'take-snapshot'
  | 'cancel'
  | 'watch'
  | 'erase';

const MAX_BACKOFF_MS = 60_000;

/** The one next step. */
export function decide(application: Application, state: JobState, now: number): Action {
  switch (application.status) {
    case 'READY':
      return 'wait';
    case 'DELETING':
      return isLive(state) ? cancel(state) : 'erase';
    case 'FORCE_STOPPING':
      return isLive(state) ? cancel(state) : 'report-ended';
    case 'STOPPING':
      return drain(application, state);
    case 'UPDATING':
      return isOldJob(application) ? drain(application, state) : comeUp(application, state);
    case 'STARTING':
    case 'ROLLING_BACK':
      return comeUp(application, state);
    case 'RUNNING':
      return keepRunning(application, state, now);
  }
}

/** How long a job that keeps dying waits before it is brought back: 0, 1, 2, 4 ... 60 s. */
export function backoffMs(attempts: number): number {
  return attempts === 0 ? 0 : Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** (attempts - 1));
}

function comeUp(application: Application, state: JobState): Action {
  if (application.job === null) return 'submit';
  switch (state) {
    case 'MISSING':
      return application.job.isAccepted ? 'submit' : 'submit-again';
    case 'RUNNING':
    case 'RESTARTING':
    case 'FINISHED':
      return 'report-running';
    case 'FAILED':
    case 'CANCELED':
      return 'report-failed-start';
    case 'INITIALIZING':
    case 'CREATED':
    case 'FAILING':
    case 'CANCELLING':
    case 'SUSPENDED':
    case 'RECONCILING':
      return 'wait';
  }
}

function keepRunning(application: Application, state: JobState, now: number): Action {
  const { job } = application;
  if (job === null) return 'submit';
  if (state === 'FINISHED') return 'report-ended';
  if (state === 'RUNNING' && !job.isUp) return 'report-running';
  if (isLive(state)) return pendingSnapshot(application) === undefined ? 'watch' : 'take-snapshot';
  if (job.isUp) return 'report-lost';
  if (now < job.submittedAt + backoffMs(job.attempts)) return 'wait';
  return state === 'MISSING' && !job.isAccepted ? 'submit-again' : 'bring-back';
}

function drain(application: Application, state: JobState): Action {
  if (pendingSnapshot(application) !== undefined) return 'take-snapshot';
  return isLive(state) ? cancel(state) : 'report-ended';
}

/** A job that has a snapshot behind it may still be ending by itself; cancelling it then does no harm. */
function cancel(state: JobState): Action {
  return state === 'CANCELLING' ? 'wait' : 'cancel';
}

function isOldJob(application: Application): boolean {
  return application.job !== null && application.job.version < currentVersion(application).version;
}

function isLive(state: JobState): boolean {
  return !['MISSING', 'FAILED', 'CANCELED', 'FINISHED'].includes(state);
}

/** True while something is under way that should be looked at often. */
export function isInTransition(application: Application): boolean {
  const status = shownStatus(application);
  return status !== 'READY' && (status !== 'RUNNING' || pendingSnapshot(application) !== undefined);
}
