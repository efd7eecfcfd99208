// An application of Managed Flink as this platform asks for it, in the service's shapes.
import { ApplicationStatus, RuntimeEnvironment } from '@aws-sdk/client-kinesis-analytics-v2';
import type {
  ApplicationConfiguration,
  ApplicationConfigurationUpdate,
  ApplicationDetail,
  RunConfiguration,
} from '@aws-sdk/client-kinesis-analytics-v2';

/** The property group that the runner reads. */
const PROPERTY_GROUP = 'millrace';

export const RUNTIME = RuntimeEnvironment.FLINK_2_2;

export interface ApplicationSettings {
  /** `s3://bucket/key` of the compiled plan. */
  plan: string;
  parallelism: number;
  checkpointIntervalMs: number;
}

export interface CodeLocation {
  bucket: string;
  jarKey: string;
}

/** From where a run begins; `allowStateLoss` lets it leave state behind that the plan has no operator for. */
export interface Restore {
  from: 'newest-snapshot' | 'scratch';
  allowStateLoss: boolean;
}

export interface Application {
  status: ApplicationStatus;
  versionId: number;
  createdAt: Date;
  /** The plan of the newest run; undefined if it has none. */
  plan: string | undefined;
}

export function printConfiguration(
  { bucket, jarKey }: CodeLocation,
  { plan, parallelism, checkpointIntervalMs }: ApplicationSettings,
): ApplicationConfiguration {
  return {
    ApplicationCodeConfiguration: {
      CodeContentType: 'ZIPFILE',
      CodeContent: { S3ContentLocation: { BucketARN: `arn:aws:s3:::${bucket}`, FileKey: jarKey } },
    },
    FlinkApplicationConfiguration: {
      CheckpointConfiguration: {
        ConfigurationType: 'CUSTOM',
        CheckpointingEnabled: true,
        CheckpointInterval: checkpointIntervalMs,
        MinPauseBetweenCheckpoints: pauseMs(checkpointIntervalMs),
      },
      MonitoringConfiguration: { ConfigurationType: 'CUSTOM', MetricsLevel: 'APPLICATION', LogLevel: 'INFO' },
      ParallelismConfiguration: {
        ConfigurationType: 'CUSTOM',
        Parallelism: parallelism,
        ParallelismPerKPU: 1,
        AutoScalingEnabled: false,
      },
    },
    EnvironmentProperties: { PropertyGroups: propertyGroups(plan) },
    ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
  };
}

/** The code is named again, so that a newer jar at the same place is taken. */
export function printUpdate(
  { bucket, jarKey }: CodeLocation,
  { plan, parallelism, checkpointIntervalMs }: ApplicationSettings,
): ApplicationConfigurationUpdate {
  return {
    ApplicationCodeConfigurationUpdate: {
      CodeContentUpdate: {
        S3ContentLocationUpdate: { BucketARNUpdate: `arn:aws:s3:::${bucket}`, FileKeyUpdate: jarKey },
      },
    },
    FlinkApplicationConfigurationUpdate: {
      CheckpointConfigurationUpdate: {
        ConfigurationTypeUpdate: 'CUSTOM',
        CheckpointingEnabledUpdate: true,
        CheckpointIntervalUpdate: checkpointIntervalMs,
        MinPauseBetweenCheckpointsUpdate: pauseMs(checkpointIntervalMs),
      },
      ParallelismConfigurationUpdate: { ConfigurationTypeUpdate: 'CUSTOM', ParallelismUpdate: parallelism },
    },
    EnvironmentPropertyUpdates: { PropertyGroups: propertyGroups(plan) },
  };
}

export function printRun({ from, allowStateLoss }: Restore): RunConfiguration {
  return {
    FlinkRunConfiguration: { AllowNonRestoredState: allowStateLoss },
    ApplicationRestoreConfiguration: {
      ApplicationRestoreType: from === 'scratch' ? 'SKIP_RESTORE_FROM_SNAPSHOT' : 'RESTORE_FROM_LATEST_SNAPSHOT',
    },
  };
}

export function readApplication(detail: ApplicationDetail): Application {
  const groups =
    detail.ApplicationConfigurationDescription?.EnvironmentPropertyDescriptions?.PropertyGroupDescriptions ?? [];
  const { ApplicationStatus: status, ApplicationVersionId: versionId, CreateTimestamp: createdAt } = detail;
  if (status === undefined || versionId === undefined || createdAt === undefined) {
    throw new TypeError(`the description of ${detail.ApplicationName ?? 'an application'} is not complete`);
  }
  const plan = groups.find(({ PropertyGroupId }) => PropertyGroupId === PROPERTY_GROUP)?.PropertyMap?.['plan'];
  return { status, versionId, createdAt, plan };
}

const propertyGroups = (plan: string) => [{ PropertyGroupId: PROPERTY_GROUP, PropertyMap: { plan } }];

/** A tenth of the interval for work between two checkpoints. */
const pauseMs = (intervalMs: number) => Math.round(intervalMs / 10);
