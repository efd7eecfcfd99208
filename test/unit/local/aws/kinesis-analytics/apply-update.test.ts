import { describe, expect, it } from 'vitest';
import { applyUpdate } from '#local/aws/kinesis-analytics/apply-update.ts';
import { configuration } from './an-application.ts';

describe('an update of a configuration', () => {
  it('changes what it names and keeps the rest', () => {
    const before = {
      ...configuration,
      EnvironmentProperties: { PropertyGroups: [{ PropertyGroupId: 'a', PropertyMap: { x: '1' } }] },
    };

    const after = applyUpdate(before, {
      ApplicationCodeConfigurationUpdate: {
        CodeContentUpdate: { S3ContentLocationUpdate: { FileKeyUpdate: 'next.jar' } },
      },
      FlinkApplicationConfigurationUpdate: {
        ParallelismConfigurationUpdate: { ConfigurationTypeUpdate: 'CUSTOM', ParallelismUpdate: 2 },
      },
    });

    expect(after).toEqual({
      ...before,
      ApplicationCodeConfiguration: {
        CodeContentType: 'ZIPFILE',
        CodeContent: { S3ContentLocation: { BucketARN: 'arn:aws:s3:::millrace', FileKey: 'next.jar' } },
      },
      FlinkApplicationConfiguration: {
        ParallelismConfiguration: { ConfigurationType: 'CUSTOM', Parallelism: 2 },
      },
    });
  });

  it('replaces all property groups', () => {
    const PropertyGroups = [{ PropertyGroupId: 'b', PropertyMap: { PropertyUpdate: '2' } }];

    expect(applyUpdate(configuration, { EnvironmentPropertyUpdates: { PropertyGroups } })).toEqual({
      ...configuration,
      EnvironmentProperties: { PropertyGroups },
    });
  });

  it.each([
    [{ SnapshotConfiguration: {} }, 'SnapshotConfiguration'],
    [{ VpcConfigurationUpdates: [] }, 'VpcConfigurationUpdates'],
    [
      { FlinkApplicationConfigurationUpdate: { CheckpointConfigurationUpdate: { CheckpointIntervalUpdate: '1' } } },
      'FlinkApplicationConfiguration.CheckpointConfiguration.CheckpointInterval',
    ],
  ])('%j is refused by the name of its field', (update, field) => {
    expect(() => applyUpdate(configuration, update)).toThrow(
      expect.objectContaining({ code: 'InvalidArgumentException', message: expect.stringContaining(field) }),
    );
  });
});
