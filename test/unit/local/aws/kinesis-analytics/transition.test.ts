import { describe, expect, it } from 'vitest';
import { ApplicationStatus, shownStatus } from '#local/aws/kinesis-analytics/application.ts';
import * as transition from '#local/aws/kinesis-analytics/transition.ts';
import { aJob, aSnapshot, anApplication, configuration } from './an-application.ts';

const stopping = aSnapshot({ name: 'stop', status: 'CREATING', stopsJob: true, path: null });
const change = {
  configuration,
  runtime: 'FLINK-2_2',
  role: 'arn:aws:iam::0:role/r',
  runConfiguration: {},
  snapshot: stopping,
  conditionalToken: 'next',
  now: 5,
};
const withoutSnapshots = { ...configuration, ApplicationSnapshotConfiguration: { SnapshotsEnabled: false } };

describe('start', () => {
  it.each(ApplicationStatus.options.filter((status) => status !== 'READY'))('is refused while %s', (status) => {
    expect(() => transition.start(anApplication({ status }), {})).toThrow(
      expect.objectContaining({ code: 'ResourceInUseException' }),
    );
  });

  it('restores the newest snapshot that is complete, and none where there is none', () => {
    const failed = aSnapshot({ name: 'third', status: 'FAILED', path: null });
    const snapshots = [aSnapshot(), aSnapshot({ name: 'second', path: '/savepoints/second' }), failed];

    expect(transition.restorePath(transition.start(anApplication({ snapshots }), {}))).toBe('/savepoints/second');
    expect(transition.restorePath(transition.start(anApplication(), {}))).toBeNull();
  });

  it('is refused from a snapshot that does not exist', () => {
    const restore = { ApplicationRestoreType: 'RESTORE_FROM_CUSTOM_SNAPSHOT', SnapshotName: 'none' } as const;

    expect(() => transition.start(anApplication(), { ApplicationRestoreConfiguration: restore })).toThrow(
      expect.objectContaining({ code: 'ResourceNotFoundException' }),
    );
  });
});

describe('stop', () => {
  const running = anApplication({ status: 'RUNNING', job: aJob() });

  it('takes a snapshot on its way', () => {
    expect(transition.stop(running, { isForced: false, snapshot: stopping })).toMatchObject({
      status: 'STOPPING',
      snapshots: [{ name: 'stop', status: 'CREATING' }],
    });
  });

  it('takes none when it is forced, or when snapshots are disabled', () => {
    const versions = running.versions.map((version) => Object.assign({}, version, { configuration: withoutSnapshots }));

    expect(transition.stop(running, { isForced: true, snapshot: stopping })).toMatchObject({
      status: 'FORCE_STOPPING',
      snapshots: [],
    });
    expect(transition.stop({ ...running, versions }, { isForced: false, snapshot: stopping })).toMatchObject({
      status: 'STOPPING',
      snapshots: [],
    });
  });

  it('is off when its snapshot fails: the application runs on', () => {
    const asked = transition.stop(running, { isForced: false, snapshot: stopping });

    expect(transition.snapshotFailed(asked, 'stop')).toMatchObject({
      status: 'RUNNING',
      job: running.job,
      snapshots: [{ status: 'FAILED' }],
    });
  });
});

describe('update', () => {
  const running = anApplication({ status: 'RUNNING', job: aJob() });

  it('makes a new version and leaves an application that does not run READY', () => {
    expect(transition.update(anApplication(), change)).toMatchObject({
      status: 'READY',
      conditionalToken: 'next',
      versions: [{ version: 1 }, { version: 2 }],
      snapshots: [],
    });
  });

  it('of a running application goes over a snapshot and an ended job to a running one', () => {
    const asked = transition.update(running, change);
    const taken = transition.snapshotTaken(asked, 'stop', '/savepoints/stop');
    const ended = transition.jobEnded(taken);
    const chosen = transition.jobChosen(ended, aJob({ version: 2 }));

    expect(asked.status).toBe('UPDATING');
    expect(ended).toMatchObject({ status: 'UPDATING', job: null });
    expect(transition.restorePath(ended)).toBe('/savepoints/stop');
    expect(transition.jobRuns(chosen).status).toBe('RUNNING');
  });

  it('is undone when its snapshot fails', () => {
    const failed = transition.snapshotFailed(transition.update(running, change), 'stop');

    expect(failed).toMatchObject({ status: 'RUNNING', versions: [{ version: 1 }], job: running.job });
  });

  it('that cannot start ends READY, or goes back to the version before where rollback is enabled', () => {
    const rollback = { ...configuration, ApplicationSystemRollbackConfiguration: { RollbackEnabled: true } };
    const plain = transition.jobEnded(transition.update(running, change));
    const careful = transition.jobEnded(transition.update(running, { ...change, configuration: rollback }));

    expect(transition.startFailed(plain, 9)).toMatchObject({ status: 'READY', job: null });
    expect(transition.startFailed(careful, 9)).toMatchObject({
      status: 'ROLLING_BACK',
      versions: [{ version: 1 }, { version: 2 }, { version: 3, createdAt: 9, configuration }],
    });
  });
});

describe('a job that is gone', () => {
  const running = anApplication({ status: 'RUNNING', job: aJob() });
  const lost = transition.jobLost(running);
  const back = transition.jobRuns(transition.jobChosen(lost, aJob({ id: 'c'.repeat(32), isUp: false })));

  it('shows its application as STARTING until it runs again', () => {
    expect([running, lost, back].map(shownStatus)).toEqual(['RUNNING', 'STARTING', 'RUNNING']);
  });

  it.each(ApplicationStatus.options.filter((status) => status !== 'RUNNING'))('leaves %s as it is', (status) => {
    expect(shownStatus(transition.jobLost(anApplication({ status, job: aJob() })))).toBe(status);
  });

  it('can be ended by force, but neither with a snapshot nor for an update', () => {
    const refused = expect.objectContaining({ code: 'ResourceInUseException' });

    expect(() => transition.stop(lost, { isForced: false, snapshot: stopping })).toThrow(refused);
    expect(() => transition.update(lost, change)).toThrow(refused);
    expect(() => transition.createSnapshot(lost, stopping)).toThrow(refused);
    expect(transition.stop(lost, { isForced: true, snapshot: stopping }).status).toBe('FORCE_STOPPING');
  });
});

describe('a snapshot', () => {
  const running = anApplication({ status: 'RUNNING', job: aJob(), snapshots: [aSnapshot()] });
  const asked = aSnapshot({ name: 'second', status: 'CREATING', path: null });

  it('is one at a time, with a name of its own, of a running application', () => {
    const creating = transition.createSnapshot(running, asked);

    expect(() => transition.createSnapshot(creating, aSnapshot({ name: 'third' }))).toThrow(
      expect.objectContaining({ code: 'ResourceInUseException' }),
    );
    expect(() => transition.createSnapshot(running, aSnapshot())).toThrow(
      expect.objectContaining({ code: 'InvalidArgumentException' }),
    );
    expect(() => transition.createSnapshot(anApplication(), asked)).toThrow(
      expect.objectContaining({ code: 'ResourceInUseException' }),
    );
  });

  it('that fails leaves a running application running', () => {
    const failed = transition.snapshotFailed(transition.createSnapshot(running, asked), 'second');

    expect(failed).toMatchObject({ status: 'RUNNING', snapshots: [{ status: 'READY' }, { status: 'FAILED' }] });
  });

  it('is deleted unless it is being created', () => {
    const creating = transition.createSnapshot(running, asked);

    expect(transition.deleteSnapshot(creating, 'first').snapshots).toEqual([asked]);
    expect(() => transition.deleteSnapshot(creating, 'second')).toThrow(
      expect.objectContaining({ code: 'ResourceInUseException' }),
    );
  });
});
