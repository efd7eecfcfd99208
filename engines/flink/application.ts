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
  /** Of the region: `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
}

/** Where and as what all applications run. */
export interface Hosting {
  code: CodeLocation;
  roleArn: string;
  /** Each application logs to a stream of its own name in it. */
  logGroupArn: string;
  /** Undefined where applications run in no VPC of ours. */
  network?: { subnetIds: string[]; securityGroupIds: string[] } | undefined;
  /** The key of checkpoints and snapshots. @default - one of the service */
  keyArn?: string | undefined;
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
  roleArn: string | undefined;
  /** The plan of the newest run; undefined if it has none. */
  plan: string | undefined;
}

/** One subtask a KPU: then the parallelism is what the service counts and bills. */
const SUBTASKS_PER_KPU = 1;

/** What an application takes of the account's quota. */
export const kpusOf = ({ parallelism }: Pick<ApplicationSettings, 'parallelism'>): number =>
  Math.ceil(parallelism / SUBTASKS_PER_KPU);

export function printConfiguration(
  { code, network, keyArn }: Pick<Hosting, 'code' | 'network' | 'keyArn'>,
  { plan, parallelism, checkpointIntervalMs }: ApplicationSettings,
): ApplicationConfiguration {
  return {
    ApplicationCodeConfiguration: {
      CodeContentType: 'ZIPFILE',
      CodeContent: { S3ContentLocation: { BucketARN: bucketArn(code), FileKey: code.jarKey } },
    },
    FlinkApplicationConfiguration: {
      CheckpointConfiguration: {
        ConfigurationType: 'CUSTOM',
        CheckpointingEnabled: true,
        CheckpointInterval: checkpointIntervalMs,
        MinPauseBetweenCheckpoints: pauseMs(checkpointIntervalMs),
      },
      // By task: that one waits for the next is told at no coarser level.
      MonitoringConfiguration: { ConfigurationType: 'CUSTOM', MetricsLevel: 'TASK', LogLevel: 'INFO' },
      ParallelismConfiguration: {
        ConfigurationType: 'CUSTOM',
        Parallelism: parallelism,
        ParallelismPerKPU: SUBTASKS_PER_KPU,
        AutoScalingEnabled: false,
      },
    },
    EnvironmentProperties: { PropertyGroups: propertyGroups(plan) },
    ApplicationSnapshotConfiguration: { SnapshotsEnabled: true },
    ...(network === undefined ? {} : { VpcConfigurations: [printNetwork(network)] }),
    ...(keyArn === undefined
      ? {}
      : { ApplicationEncryptionConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY', KeyId: keyArn } }),
  };
}

/** The code is named again, so that a newer jar at the same place is taken. */
export function printUpdate(
  code: CodeLocation,
  { plan, parallelism, checkpointIntervalMs }: ApplicationSettings,
): ApplicationConfigurationUpdate {
  return {
    ApplicationCodeConfigurationUpdate: {
      CodeContentUpdate: {
        S3ContentLocationUpdate: { BucketARNUpdate: bucketArn(code), FileKeyUpdate: code.jarKey },
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
  return { status, versionId, createdAt, roleArn: detail.ServiceExecutionRole, plan };
}

const bucketArn = ({ partition, bucket }: CodeLocation): string => `arn:${partition}:s3:::${bucket}`;

const printNetwork = ({ subnetIds, securityGroupIds }: NonNullable<Hosting['network']>) => ({
  SubnetIds: subnetIds,
  SecurityGroupIds: securityGroupIds,
});

const propertyGroups = (plan: string) => [{ PropertyGroupId: PROPERTY_GROUP, PropertyMap: { plan } }];

/** A tenth of the interval for work between two checkpoints. */
const pauseMs = (intervalMs: number) => Math.round(intervalMs / 10);
