// Managed Flink's control plane: the real SDK client on one side, the real Flink on the other.
import {
  CreateApplicationSnapshotCommand,
  DescribeApplicationCommand,
  DescribeApplicationSnapshotCommand,
  ListApplicationSnapshotsCommand,
  ListApplicationVersionsCommand,
  StartApplicationCommand,
  StopApplicationCommand,
  UpdateApplicationCommand,
} from '@aws-sdk/client-kinesis-analytics-v2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  cancelJob,
  checkpointsOf,
  client,
  createApplication,
  deleteApplications,
  describeApplication,
  logMessages,
  runningJobs,
  untilStatus,
} from './control-planes/applications.ts';
import { uploadCountingJob } from './control-planes/counting-job.ts';
import { until } from './control-planes/until.ts';

const name = 'test-counting';

async function start(): Promise<string> {
  await client.send(new StartApplicationCommand({ ApplicationName: name }));
  await untilStatus(name, 'RUNNING');
  const [jobId] = await until(runningJobs, (jobs) => jobs.length === 1);
  return jobId ?? '';
}

async function untilCheckpointed(jobId: string): Promise<void> {
  await until(
    () => checkpointsOf(jobId),
    ({ counts }) => counts.completed >= 2,
  );
}

beforeAll(uploadCountingJob);
afterEach(() => deleteApplications('test-'));
afterAll(() => client.destroy());

describe('an application', () => {
  it('is created READY with version 1 and the configuration that was asked for', async () => {
    await createApplication(name);

    const detail = await describeApplication(name);

    expect(detail).toMatchObject({
      ApplicationStatus: 'READY',
      ApplicationVersionId: 1,
      ApplicationConfigurationDescription: {
        FlinkApplicationConfigurationDescription: { CheckpointConfigurationDescription: { CheckpointInterval: 1_000 } },
        EnvironmentPropertyDescriptions: { PropertyGroupDescriptions: [{ PropertyGroupId: 'job' }] },
      },
    });
    expect(detail.CreateTimestamp).toBeInstanceOf(Date);
  });

  it('stops with a savepoint, and the next start restores it', async () => {
    await createApplication(name);
    await start();

    await client.send(new StopApplicationCommand({ ApplicationName: name }));
    await untilStatus(name, 'READY');
    const { SnapshotSummaries = [] } = await client.send(
      new ListApplicationSnapshotsCommand({ ApplicationName: name }),
    );
    const restarted = await start();

    expect(SnapshotSummaries).toMatchObject([{ SnapshotStatus: 'READY', ApplicationVersionId: 1 }]);
    const { latest } = await checkpointsOf(restarted);
    expect(latest.restored).toMatchObject({ is_savepoint: true });
    expect(latest.restored?.external_path).toContain(SnapshotSummaries[0]?.SnapshotName);
  });

  it('starts without state when told to skip the snapshot, and from a named snapshot when told to', async () => {
    await createApplication(name);
    await start();
    await client.send(new CreateApplicationSnapshotCommand({ ApplicationName: name, SnapshotName: 'mine' }));
    await until(
      () => client.send(new DescribeApplicationSnapshotCommand({ ApplicationName: name, SnapshotName: 'mine' })),
      ({ SnapshotDetails }) => SnapshotDetails?.SnapshotStatus === 'READY',
    );
    await client.send(new StopApplicationCommand({ ApplicationName: name, Force: true }));
    await untilStatus(name, 'READY');

    const restore = { ApplicationRestoreType: 'RESTORE_FROM_CUSTOM_SNAPSHOT', SnapshotName: 'mine' } as const;
    await client.send(
      new StartApplicationCommand({
        ApplicationName: name,
        RunConfiguration: { ApplicationRestoreConfiguration: restore },
      }),
    );
    await untilStatus(name, 'RUNNING');
    const [fromSnapshot = ''] = await until(runningJobs, (jobs) => jobs.length === 1);
    const restored = (await checkpointsOf(fromSnapshot)).latest.restored;
    await client.send(new StopApplicationCommand({ ApplicationName: name, Force: true }));
    await untilStatus(name, 'READY');
    const skip = { ApplicationRestoreType: 'SKIP_RESTORE_FROM_SNAPSHOT' } as const;
    await client.send(
      new StartApplicationCommand({
        ApplicationName: name,
        RunConfiguration: { ApplicationRestoreConfiguration: skip },
      }),
    );
    await untilStatus(name, 'RUNNING');
    const [anew = ''] = await until(runningJobs, (jobs) => jobs.length === 1);

    expect(restored?.external_path).toContain('/mine/');
    expect((await checkpointsOf(anew)).latest.restored ?? null).toBeNull();
  });

  it('runs its next version from a snapshot after an update', async () => {
    await createApplication(name);
    await start();

    const { ApplicationDetail: asked } = await client.send(
      new UpdateApplicationCommand({
        ApplicationName: name,
        CurrentApplicationVersionId: 1,
        ApplicationConfigurationUpdate: {
          FlinkApplicationConfigurationUpdate: {
            CheckpointConfigurationUpdate: { CheckpointIntervalUpdate: 2_000 },
          },
        },
      }),
    );
    const updated = await untilStatus(name, 'RUNNING');
    const [jobId = ''] = await until(runningJobs, (jobs) => jobs.length === 1);

    expect(asked).toMatchObject({ ApplicationStatus: 'UPDATING', ApplicationVersionId: 2 });
    expect(updated.ApplicationVersionId).toBe(2);
    expect(updated.ApplicationConfigurationDescription).toMatchObject({
      FlinkApplicationConfigurationDescription: { CheckpointConfigurationDescription: { CheckpointInterval: 2_000 } },
    });
    expect((await checkpointsOf(jobId)).latest.restored).toMatchObject({ is_savepoint: true });
    const { ApplicationVersionSummaries } = await client.send(
      new ListApplicationVersionsCommand({ ApplicationName: name }),
    );
    expect(ApplicationVersionSummaries).toHaveLength(2);
  });

  it('is brought back from its newest checkpoint when its job is gone', async () => {
    await createApplication(name);
    const jobId = await start();
    await untilCheckpointed(jobId);

    await cancelJob(jobId);
    await untilStatus(name, 'STARTING');
    const [next = ''] = await until(runningJobs, (jobs) => jobs.length === 1 && jobs[0] !== jobId);

    await untilStatus(name, 'RUNNING');
    const { latest } = await checkpointsOf(next);
    expect(latest.restored).toMatchObject({ is_savepoint: false });
    expect(latest.restored?.external_path).toContain(jobId);
  });
});

describe('what the service refuses', () => {
  it('does not know an application that was never created', async () => {
    await expect(client.send(new DescribeApplicationCommand({ ApplicationName: 'test-none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('does not start twice', async () => {
    await createApplication(name);
    await client.send(new StartApplicationCommand({ ApplicationName: name }));

    await expect(client.send(new StartApplicationCommand({ ApplicationName: name }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
    });
  });

  it('does not update a version that is not the current one', async () => {
    await createApplication(name);
    const update = new UpdateApplicationCommand({ ApplicationName: name, CurrentApplicationVersionId: 7 });

    await expect(client.send(update)).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
    expect((await describeApplication(name)).ApplicationVersionId).toBe(1);
  });

  it('names the field that is wrong', async () => {
    await createApplication(name);
    const update = new UpdateApplicationCommand({
      ApplicationName: name,
      CurrentApplicationVersionId: 1,
      ApplicationConfigurationUpdate: {
        FlinkApplicationConfigurationUpdate: { ParallelismConfigurationUpdate: { ParallelismUpdate: 0 } },
      },
    });

    await expect(client.send(update)).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringContaining('FlinkApplicationConfiguration.ParallelismConfiguration.Parallelism'),
    });
  });

  it.each([
    ['sets-checkpoint-interval', 'execution.checkpointing.interval'],
    ['sets-restart-strategy', 'restart-strategy.type'],
  ])('does not run a job that %s: back to READY, and the log names the option', async (behaviour, option) => {
    await createApplication(name, behaviour);
    await client.send(new StartApplicationCommand({ ApplicationName: name }));

    await untilStatus(name, 'READY');

    expect(await logMessages(name, 'MutatedConfigurationException')).toEqual([expect.stringContaining(option)]);
    expect(await runningJobs()).toEqual([]);
  });
});

describe('the log of an application', () => {
  it('has the root exception of a job that fails', async () => {
    await createApplication(name, 'divides-by-zero');
    await client.send(new StartApplicationCommand({ ApplicationName: name }));

    const messages = await until(
      () => logMessages(name, 'ArithmeticException'),
      ({ length }) => length > 0,
    );

    expect(JSON.parse(messages[0] ?? '{}')).toMatchObject({ messageType: 'ERROR', applicationVersionId: '1' });
    expect((await describeApplication(name)).ApplicationStatus).toBe('RUNNING');
  });
});
