// A snapshot is a real savepoint: triggered with an id of ours, then looked at until Flink says it is done. When Flink has
// forgotten (it restarted), a savepoint that is complete on disk still counts, and otherwise the snapshot has failed.
import { FlinkError } from '../flink-error.ts';
import type { Machinery } from './machinery.ts';
import { type Application, type Snapshot, currentVersion } from './application.ts';
import { applicationFiles, findSavepoint } from './application-files.ts';
import type { JobState } from './decide.ts';
import * as transition from './transition.ts';

type Outcome = { path: string } | { failure: string } | 'pending';

/** Takes the application's pending snapshot one step on. */
export async function takeSnapshot(
  machinery: Machinery,
  application: Application,
  { state, now }: { state: JobState; now: number },
): Promise<void> {
  const snapshot = transition.pendingSnapshot(application);
  if (snapshot === undefined || application.job === null) return;
  const { store, log } = machinery;
  const { name } = application;
  const outcome = snapshot.isTriggered
    ? await readOutcome(machinery, application, snapshot)
    : await trigger(machinery, application, { snapshot, state });
  if (outcome === 'pending') return;
  const entry = { at: now, version: currentVersion(application).version };
  if ('path' in outcome) {
    store.change(name, (current) => transition.snapshotTaken(current, snapshot.name, outcome.path));
    log.append(name, { ...entry, level: 'INFO', message: `Snapshot ${snapshot.name} is complete` });
  } else {
    store.change(name, (current) => transition.snapshotFailed(current, snapshot.name));
    const message = `Snapshot ${snapshot.name} failed: ${outcome.failure}`;
    log.append(name, { ...entry, level: 'ERROR', message, trace: message });
  }
}

async function trigger(
  { home, flink, store }: Machinery,
  { name, job }: Application,
  { snapshot, state }: { snapshot: Snapshot; state: JobState },
): Promise<Outcome> {
  if (state === 'INITIALIZING' || state === 'CREATED') return 'pending';
  if (job === null || state !== 'RUNNING') return { failure: `the job is ${state}` };
  const { triggerId, stopsJob } = snapshot;
  const folder = `file://${applicationFiles(home, name).snapshot(snapshot.name)}`;
  await flink.triggerSavepoint(job.id, { triggerId, stopsJob, folder });
  store.change(name, (current) => transition.snapshotTriggered(current, snapshot.name));
  return 'pending';
}

async function readOutcome(
  { home, flink }: Machinery,
  { name, job }: Application,
  snapshot: Snapshot,
): Promise<Outcome> {
  if (job === null) return 'pending';
  try {
    const { isDone, path, failure } = await flink.savepoint(job.id, snapshot.triggerId);
    if (!isDone) return 'pending';
    return path === null ? { failure: new FlinkError(400, failure ?? 'no reason given').message } : { path };
  } catch (error) {
    if (!(error instanceof FlinkError && error.status === 404)) throw error;
    const path = findSavepoint(applicationFiles(home, name), snapshot.name);
    return path === null ? { failure: 'Flink restarted while it was taken' } : { path };
  }
}
