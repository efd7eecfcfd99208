import { describe, expect, it } from 'vitest';
import { printConfiguration, printRun, printUpdate, readApplication } from '#engines/flink/application.ts';

const code = { bucket: 'millrace', jarKey: 'flink/millrace-flink.jar' };
const settings = { plan: 's3://millrace/pipelines/p/1.json', parallelism: 3, checkpointIntervalMs: 5000 };
const group = { PropertyGroupId: 'millrace', PropertyMap: { plan: settings.plan } };

describe('an application', () => {
  it('is created with its code, plan, parallelism and checkpoints', () => {
    expect(printConfiguration(code, settings)).toMatchObject({
      ApplicationCodeConfiguration: {
        CodeContent: { S3ContentLocation: { BucketARN: 'arn:aws:s3:::millrace', FileKey: code.jarKey } },
      },
      FlinkApplicationConfiguration: {
        CheckpointConfiguration: { CheckpointInterval: 5000, MinPauseBetweenCheckpoints: 500 },
        ParallelismConfiguration: { Parallelism: 3, AutoScalingEnabled: false },
      },
      EnvironmentProperties: { PropertyGroups: [group] },
      ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
    });
  });

  it('is updated in everything that a definition can change', () => {
    expect(printUpdate(code, settings)).toMatchObject({
      FlinkApplicationConfigurationUpdate: {
        CheckpointConfigurationUpdate: { CheckpointIntervalUpdate: 5000 },
        ParallelismConfigurationUpdate: { ParallelismUpdate: 3 },
      },
      EnvironmentPropertyUpdates: { PropertyGroups: [group] },
    });
  });

  it.each([
    ['newest-snapshot', 'RESTORE_FROM_LATEST_SNAPSHOT'],
    ['scratch', 'SKIP_RESTORE_FROM_SNAPSHOT'],
  ] as const)('begins from %s', (from, type) => {
    expect(printRun({ from, allowStateLoss: true })).toEqual({
      FlinkRunConfiguration: { AllowNonRestoredState: true },
      ApplicationRestoreConfiguration: { ApplicationRestoreType: type },
    });
  });

  it('is read with the plan that it runs', () => {
    const detail = {
      ApplicationARN: 'arn',
      ApplicationName: 'millrace-p',
      RuntimeEnvironment: 'FLINK-2_2' as const,
      ApplicationStatus: 'RUNNING' as const,
      ApplicationVersionId: 4,
      CreateTimestamp: new Date(0),
    };
    const description = { EnvironmentPropertyDescriptions: { PropertyGroupDescriptions: [group] } };
    expect(readApplication({ ...detail, ApplicationConfigurationDescription: description })).toEqual({
      status: 'RUNNING',
      versionId: 4,
      createdAt: new Date(0),
      plan: settings.plan,
    });
    expect(readApplication(detail).plan).toBeUndefined();
  });
});
