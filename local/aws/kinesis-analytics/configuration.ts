// What an application is asked to be, in the service's own words and shapes (API reference 2018-05-23), so that it is stored
// and answered without translation. Unknown fields are refused: what this machine cannot do it does not accept silently.
import * as z from 'zod';

const ConfigurationType = z.enum(['DEFAULT', 'CUSTOM']);

export const PropertyGroup = z.strictObject({
  PropertyGroupId: z.string().min(1).max(50),
  PropertyMap: z.record(z.string().min(1).max(2048), z.string().max(2048)),
});
export type PropertyGroup = z.infer<typeof PropertyGroup>;

const CheckpointConfiguration = z.strictObject({
  ConfigurationType,
  CheckpointingEnabled: z.boolean().optional(),
  CheckpointInterval: z.int().min(1).optional(),
  MinPauseBetweenCheckpoints: z.int().min(0).optional(),
});

const MonitoringConfiguration = z.strictObject({
  ConfigurationType,
  MetricsLevel: z.enum(['APPLICATION', 'TASK', 'OPERATOR', 'PARALLELISM']).optional(),
  LogLevel: z.enum(['INFO', 'WARN', 'ERROR', 'DEBUG']).optional(),
});

const ParallelismConfiguration = z.strictObject({
  ConfigurationType,
  Parallelism: z.int().min(1).optional(),
  ParallelismPerKPU: z.int().min(1).max(8).optional(),
  AutoScalingEnabled: z.boolean().optional(),
});

const S3ContentLocation = z.strictObject({
  BucketARN: z.string().regex(/^arn:[^:]+:s3:::[^/]+$/, 'must be the ARN of a bucket'),
  FileKey: z.string().min(1).max(1024),
  ObjectVersion: z.string().optional(),
});

/** Here applications run in no VPC and nothing is encrypted at rest: both are kept and answered as they were asked for. */
const VpcConfiguration = z.strictObject({
  SubnetIds: z
    .array(z.string().regex(/^subnet-[0-9a-f]+$/))
    .min(1)
    .max(16),
  SecurityGroupIds: z
    .array(z.string().regex(/^sg-[0-9a-f]+$/))
    .min(1)
    .max(5),
});

const ApplicationEncryptionConfiguration = z
  .strictObject({ KeyType: z.enum(['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KEY']), KeyId: z.string().optional() })
  .refine(({ KeyType, KeyId }) => (KeyType === 'CUSTOMER_MANAGED_KEY') === (KeyId !== undefined), {
    path: ['KeyId'],
    message: 'is required with CUSTOMER_MANAGED_KEY, and only there',
  });

export const ApplicationConfiguration = z.strictObject({
  ApplicationCodeConfiguration: z.strictObject({
    CodeContentType: z.literal('ZIPFILE'),
    CodeContent: z.strictObject({ S3ContentLocation }),
  }),
  FlinkApplicationConfiguration: z
    .strictObject({
      CheckpointConfiguration: CheckpointConfiguration.optional(),
      MonitoringConfiguration: MonitoringConfiguration.optional(),
      ParallelismConfiguration: ParallelismConfiguration.optional(),
    })
    .optional(),
  EnvironmentProperties: z.strictObject({ PropertyGroups: z.array(PropertyGroup).max(50) }).optional(),
  ApplicationSnapshotConfiguration: z.strictObject({ SnapshotsEnabled: z.boolean() }).optional(),
  ApplicationSystemRollbackConfiguration: z.strictObject({ RollbackEnabled: z.boolean() }).optional(),
  VpcConfigurations: z.array(VpcConfiguration).max(1).optional(),
  ApplicationEncryptionConfiguration: ApplicationEncryptionConfiguration.optional(),
});
export type ApplicationConfiguration = z.infer<typeof ApplicationConfiguration>;

export const RunConfiguration = z.strictObject({
  FlinkRunConfiguration: z.strictObject({ AllowNonRestoredState: z.boolean().optional() }).optional(),
  ApplicationRestoreConfiguration: z
    .strictObject({
      ApplicationRestoreType: z.enum([
        'SKIP_RESTORE_FROM_SNAPSHOT',
        'RESTORE_FROM_LATEST_SNAPSHOT',
        'RESTORE_FROM_CUSTOM_SNAPSHOT',
      ]),
      SnapshotName: z.string().optional(),
    })
    .refine((restore) => restore.ApplicationRestoreType !== 'RESTORE_FROM_CUSTOM_SNAPSHOT' || restore.SnapshotName, {
      path: ['SnapshotName'],
      message: 'is required with RESTORE_FROM_CUSTOM_SNAPSHOT',
    })
    .optional(),
});
export type RunConfiguration = z.infer<typeof RunConfiguration>;

/** The configuration with the service's defaults filled in; a part whose type is DEFAULT keeps none of its own values. */
export function resolveConfiguration(configuration: ApplicationConfiguration) {
  const flink = configuration.FlinkApplicationConfiguration ?? {};
  return {
    checkpoint: resolvePart(flink.CheckpointConfiguration, {
      CheckpointingEnabled: true,
      CheckpointInterval: 60_000,
      MinPauseBetweenCheckpoints: 5_000,
    }),
    monitoring: resolvePart(flink.MonitoringConfiguration, {
      MetricsLevel: 'APPLICATION' as const,
      LogLevel: 'INFO' as const,
    }),
    parallelism: resolvePart(flink.ParallelismConfiguration, {
      Parallelism: 1,
      ParallelismPerKPU: 1,
      AutoScalingEnabled: true,
    }),
    propertyGroups: configuration.EnvironmentProperties?.PropertyGroups ?? [],
    snapshotsEnabled: configuration.ApplicationSnapshotConfiguration?.SnapshotsEnabled ?? true,
    rollbackEnabled: configuration.ApplicationSystemRollbackConfiguration?.RollbackEnabled ?? false,
    code: configuration.ApplicationCodeConfiguration.CodeContent.S3ContentLocation,
  };
}

type Part = { ConfigurationType: 'DEFAULT' | 'CUSTOM' };

function resolvePart<Defaults extends object>(part: Part | undefined, defaults: Defaults): Defaults & Part {
  if (part?.ConfigurationType !== 'CUSTOM') return { ...defaults, ConfigurationType: 'DEFAULT' };
  const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given, ConfigurationType: 'CUSTOM' };
}
