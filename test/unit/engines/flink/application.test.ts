import { describe, expect, it } from 'vitest';
import { kpusOf, printConfiguration, printRun, printUpdate, readApplication } from '#engines/flink/application.ts';

const code = { bucket: 'millrace', jarKey: 'flink/millrace-flink.jar', partition: 'aws' };
const settings = { plan: 's3://millrace/pipelines/p/1.json', parallelism: 3, checkpointIntervalMs: 5000 };
const group = { PropertyGroupId: 'millrace', PropertyMap: { plan: settings.plan } };

describe('an application', () => {
  it('is created with its code, plan, parallelism and checkpoints', () => {
    expect(printConfiguration({ code }, settings)).toMatchObject({
      ApplicationCodeConfiguration: {
        CodeContent: { S3ContentLocation: { BucketARN: 'arn:aws:s3:::millrace', FileKey: code.jarKey } },
      },
      FlinkApplicationConfiguration: {
        CheckpointConfiguration: { CheckpointInterval: 5000, MinPauseBetweenCheckpoints: 500 },
        MonitoringConfiguration: { MetricsLevel: 'TASK' },
        ParallelismConfiguration: { Parallelism: 3, AutoScalingEnabled: false },
      },
      EnvironmentProperties: { PropertyGroups: [group] },
      ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
    });
  });

  it('runs in the VPC and is encrypted with the key that it is given, in whichever partition', () => {
    const network = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
    const keyArn = 'arn:aws-cn:kms:cn-north-1:1:key/k';
    const hosting = { code: { ...code, partition: 'aws-cn' }, network, keyArn };
    expect(printConfiguration(hosting, settings)).toMatchObject({
      ApplicationCodeConfiguration: {
        CodeContent: { S3ContentLocation: { BucketARN: 'arn:aws-cn:s3:::millrace' } },
      },
      VpcConfigurations: [{ SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] }],
      ApplicationEncryptionConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY', KeyId: keyArn },
    });
  });

  it('is in no VPC and has no key of its own where none is given', () => {
    const printed = printConfiguration({ code }, settings);
    expect(printed).not.toHaveProperty('VpcConfigurations');
    expect(printed).not.toHaveProperty('ApplicationEncryptionConfiguration');
  });

  it('takes as many KPUs as subtasks', () => {
    expect(kpusOf(settings)).toBe(3);
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
      ServiceExecutionRole: 'arn:aws:iam::1:role/r',
    };
    const description = { EnvironmentPropertyDescriptions: { PropertyGroupDescriptions: [group] } };
    expect(readApplication({ ...detail, ApplicationConfigurationDescription: description })).toEqual({
      status: 'RUNNING',
      versionId: 4,
      createdAt: new Date(0),
      roleArn: 'arn:aws:iam::1:role/r',
      plan: settings.plan,
    });
    expect(readApplication(detail).plan).toBeUndefined();
  });
});
