// The state machine of an application (developer guide, "Application and system statuses"): what a request or an
// observation makes of it. Pure: time and ids come in. A request that the state forbids throws the service's error.
import { AwsError } from '../aws-error.ts';
import { type Application, type Job, type Snapshot, currentVersion, shownStatus } from './application.ts';
import { type ApplicationConfiguration, type RunConfiguration, resolveConfiguration } from './configuration.ts';

const MAX_SNAPSHOTS = 1_000;
const MAX_VERSIONS = 50;

/** READY -> STARTING. */
export function start(application: Application, runConfiguration: RunConfiguration): Application {
  refuseUnless(application, 'READY');
  requireSnapshot(application, runConfiguration);
  return { ...application, status: 'STARTING', runConfiguration, job: null };
}

/** RUNNING -> STOPPING with a snapshot (when they are enabled), or any running state -> FORCE_STOPPING without one. */
export function stop(
  application: Application,
  { isForced, snapshot }: { isForced: boolean; snapshot: Snapshot },
): Application {
  if (isForced) {
    refuseUnless(application, 'RUNNING', 'STARTING', 'UPDATING', 'STOPPING', 'ROLLING_BACK');
    return { ...abandonSnapshots(application), status: 'FORCE_STOPPING' };
  }
  refuseUnless(application, 'RUNNING');
  refuseWhileSnapshotting(application);
  return { ...drain(application, snapshot), status: 'STOPPING' };
}

/** READY stays READY; RUNNING -> UPDATING: the job is stopped (with a snapshot when it is to be restored) and started anew. */
export function update(
  application: Application,
  change: {
    configuration: ApplicationConfiguration;
    runtime: string;
    role: string;
    runConfiguration: RunConfiguration;
    snapshot: Snapshot;
    conditionalToken: string;
    now: number;
  },
): Application {
  refuseUnless(application, 'READY', 'RUNNING');
  refuseWhileSnapshotting(application);
  requireSnapshot(application, change.runConfiguration);
  const { configuration, runtime, role, runConfiguration, snapshot, conditionalToken, now } = change;
  const version = currentVersion(application).version + 1;
  const updated = {
    ...application,
    versions: [...application.versions, { version, createdAt: now, configuration, runtime, role }].slice(-MAX_VERSIONS),
    runConfiguration,
    conditionalToken,
    updatedAt: now,
  };
  if (application.status === 'READY') return updated;
  const isRestored = restoreType(runConfiguration) === 'RESTORE_FROM_LATEST_SNAPSHOT';
  const draining = isRestored ? drain(application, snapshot) : application;
  return { ...updated, snapshots: draining.snapshots, status: 'UPDATING' };
}

/** -> DELETING, from every state: the service halts a running application and deletes it. */
export function remove(application: Application): Application {
  refuseUnless(application, 'READY', 'RUNNING', 'STARTING', 'STOPPING', 'FORCE_STOPPING', 'UPDATING', 'ROLLING_BACK');
  return { ...application, status: 'DELETING' };
}

/** Adds a snapshot in CREATING to a RUNNING application. */
export function createSnapshot(application: Application, snapshot: Snapshot): Application {
  if (!resolveConfiguration(currentVersion(application).configuration).snapshotsEnabled)
    throw new AwsError('InvalidApplicationConfigurationException', 'Snapshots are disabled for this application');
  refuseUnless(application, 'RUNNING');
  refuseWhileSnapshotting(application);
  if (application.snapshots.some((each) => each.name === snapshot.name))
    throw new AwsError('InvalidArgumentException', `SnapshotName: ${snapshot.name} exists already`);
  if (application.snapshots.length >= MAX_SNAPSHOTS)
    throw new AwsError('LimitExceededException', `An application has at most ${MAX_SNAPSHOTS} snapshots`);
  return { ...application, snapshots: [...application.snapshots, snapshot] };
}

/** Removes a finished snapshot. */
export function deleteSnapshot(application: Application, name: string): Application {
  const snapshot = findSnapshot(application, name);
  if (snapshot.status === 'CREATING') throw new AwsError('ResourceInUseException', `Snapshot ${name} is being created`);
  return { ...application, snapshots: application.snapshots.filter((each) => each.name !== name) };
}

/** The job is about to be submitted; from here on it is looked for by its id. */
export function jobChosen(application: Application, job: Job): Application {
  return { ...application, job };
}

/** Flink has taken the job. */
export function jobAccepted(application: Application, jobId: string): Application {
  if (application.job?.id !== jobId) return application;
  return { ...application, job: { ...application.job, isAccepted: true } };
}

/** The job was looked at; `job` replaces what is kept of it, unless another has taken its place. */
export function jobSeen(application: Application, job: Job): Application {
  return application.job?.id === job.id ? { ...application, job } : application;
}

/** The job runs: STARTING, UPDATING and ROLLING_BACK end, and so does the coming back of a job that was gone. */
export function jobRuns(application: Application): Application {
  const { job } = application;
  const up = { ...application, job: job === null ? null : { ...job, isUp: true } };
  return isComingUp(application) ? { ...up, status: 'RUNNING' } : up;
}

/** The job is not known to run (any more): what shows as RUNNING shows as STARTING until it does. */
export function jobLost(application: Application): Application {
  const { job } = application;
  return job === null || !job.isUp ? application : { ...application, job: { ...job, isUp: false } };
}

/** The new job cannot be: back to READY, or to the version before where the application asks for that. */
export function startFailed(application: Application, now: number): Application {
  const previous = application.versions.at(-2);
  const current = currentVersion(application);
  if (
    application.status !== 'UPDATING' ||
    previous === undefined ||
    !resolveConfiguration(current.configuration).rollbackEnabled
  )
    return { ...application, status: 'READY', job: null };
  const versions = [...application.versions, { ...previous, version: current.version + 1, createdAt: now }];
  return { ...application, status: 'ROLLING_BACK', job: null, versions, updatedAt: now };
}

/** The job has ended for good: STOPPING ends READY, UPDATING goes on with the new version. */
export function jobEnded(application: Application): Application {
  return { ...application, job: null, status: application.status === 'UPDATING' ? 'UPDATING' : 'READY' };
}

/** A snapshot was asked for at Flink. */
export function snapshotTriggered(application: Application, name: string): Application {
  return changeSnapshot(application, name, { isTriggered: true });
}

/** A snapshot is complete at `path`. */
export function snapshotTaken(application: Application, name: string, path: string): Application {
  return changeSnapshot(application, name, { status: 'READY', path });
}

/** A snapshot failed. The stop or update that waited for it is off: the version before runs on. */
export function snapshotFailed(application: Application, name: string): Application {
  const failed = changeSnapshot(application, name, { status: 'FAILED' });
  const didStop = failed.snapshots.some((each) => each.name === name && each.stopsJob);
  if (!didStop || (failed.status !== 'STOPPING' && failed.status !== 'UPDATING')) return failed;
  const versions = failed.status === 'UPDATING' ? failed.versions.slice(0, -1) : failed.versions;
  return { ...failed, status: 'RUNNING', versions };
}

/** The snapshot in CREATING, if any: there is at most one. */
export function pendingSnapshot(application: Application): Snapshot | undefined {
  return application.snapshots.find((each) => each.status === 'CREATING');
}

/** The snapshot of that name, or ResourceNotFoundException. */
export function findSnapshot(application: Application, name: string): Snapshot {
  const snapshot = application.snapshots.find((each) => each.name === name);
  if (snapshot === undefined)
    throw new AwsError(
      'ResourceNotFoundException',
      `Snapshot ${name} of application ${application.name} does not exist`,
    );
  return snapshot;
}

/** The savepoint that a start of this application restores, null for none. */
export function restorePath(application: Application): string | null {
  const restore = application.runConfiguration.ApplicationRestoreConfiguration;
  switch (restoreType(application.runConfiguration)) {
    case 'SKIP_RESTORE_FROM_SNAPSHOT':
      return null;
    case 'RESTORE_FROM_CUSTOM_SNAPSHOT':
      return findSnapshot(application, restore?.SnapshotName ?? '').path;
    case 'RESTORE_FROM_LATEST_SNAPSHOT':
      return application.snapshots.findLast((each) => each.status === 'READY')?.path ?? null;
  }
}

/** True in the states that wait for a job of the current version to run. */
export function isComingUp(application: Application): boolean {
  return ['STARTING', 'UPDATING', 'ROLLING_BACK'].includes(application.status);
}

function restoreType(runConfiguration: RunConfiguration) {
  return runConfiguration.ApplicationRestoreConfiguration?.ApplicationRestoreType ?? 'RESTORE_FROM_LATEST_SNAPSHOT';
}

function requireSnapshot(application: Application, runConfiguration: RunConfiguration): void {
  if (restoreType(runConfiguration) !== 'RESTORE_FROM_CUSTOM_SNAPSHOT') return;
  const snapshot = findSnapshot(application, runConfiguration.ApplicationRestoreConfiguration?.SnapshotName ?? '');
  if (snapshot.status !== 'READY')
    throw new AwsError('InvalidArgumentException', `SnapshotName: ${snapshot.name} is ${snapshot.status}`);
}

function drain(application: Application, snapshot: Snapshot): Application {
  if (!resolveConfiguration(currentVersion(application).configuration).snapshotsEnabled) return application;
  return { ...application, snapshots: [...application.snapshots, snapshot] };
}

function abandonSnapshots(application: Application): Application {
  const pending = pendingSnapshot(application);
  return pending === undefined ? application : changeSnapshot(application, pending.name, { status: 'FAILED' });
}

function changeSnapshot(application: Application, name: string, change: Partial<Snapshot>): Application {
  return {
    ...application,
    snapshots: application.snapshots.map((each) => (each.name === name ? { ...each, ...change } : each)),
  };
}

function refuseUnless(application: Application, ...allowed: Application['status'][]): void {
  const status = shownStatus(application);
  if (allowed.includes(status)) return;
  throw new AwsError(
    'ResourceInUseException',
    `Application ${application.name} is ${status}; this needs ${allowed.join(' or ')}`,
  );
}

function refuseWhileSnapshotting(application: Application): void {
  const pending = pendingSnapshot(application);
  if (pending === undefined) return;
  throw new AwsError('ResourceInUseException', `Snapshot ${pending.name} of ${application.name} is being created`);
}
