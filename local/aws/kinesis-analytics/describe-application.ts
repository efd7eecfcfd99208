// What DescribeApplication and its relatives answer. Pure. Timestamps are seconds, as AWS JSON has them.
import {
  type Application,
  type ApplicationVersion,
  type Snapshot,
  applicationArn,
  currentVersion,
  shownStatus,
} from './application.ts';
import { resolveConfiguration } from './configuration.ts';

/** `ApplicationDetail` of the current version, or of an earlier one. */
export function describeApplication(
  application: Application,
  version: ApplicationVersion = currentVersion(application),
) {
  return {
    ...summarizeApplication(application),
    ApplicationDescription: application.description,
    RuntimeEnvironment: version.runtime,
    ServiceExecutionRole: version.role,
    ApplicationVersionId: version.version,
    CreateTimestamp: seconds(application.createdAt),
    LastUpdateTimestamp: seconds(application.updatedAt),
    ApplicationVersionCreateTimestamp: seconds(version.createdAt),
    ConditionalToken: application.conditionalToken,
    CloudWatchLoggingOptionDescriptions: application.logStreams.map((LogStreamARN, index) => ({
      CloudWatchLoggingOptionId: `1.${index + 1}`,
      LogStreamARN,
    })),
    ApplicationConfigurationDescription: describeConfiguration(application, version),
  };
}

/** `ApplicationSummary`. */
export function summarizeApplication(application: Application) {
  const { version, runtime } = currentVersion(application);
  return {
    ApplicationName: application.name,
    ApplicationARN: applicationArn(application.name),
    ApplicationStatus: shownStatus(application),
    ApplicationVersionId: version,
    RuntimeEnvironment: runtime,
    ApplicationMode: 'STREAMING',
  };
}

/** `SnapshotDetails`. */
export function describeSnapshot(application: Application, snapshot: Snapshot) {
  return {
    SnapshotName: snapshot.name,
    SnapshotStatus: snapshot.status,
    ApplicationVersionId: snapshot.version,
    SnapshotCreationTimestamp: seconds(snapshot.createdAt),
    RuntimeEnvironment: currentVersion(application).runtime,
  };
}

function describeConfiguration(application: Application, { configuration }: ApplicationVersion) {
  const { checkpoint, monitoring, parallelism, propertyGroups, snapshotsEnabled, rollbackEnabled, code } =
    resolveConfiguration(configuration);
  return {
    ApplicationCodeConfigurationDescription: {
      CodeContentType: 'ZIPFILE',
      CodeContentDescription: { S3ApplicationCodeLocationDescription: code },
    },
    RunConfigurationDescription: {
      ApplicationRestoreConfigurationDescription: application.runConfiguration.ApplicationRestoreConfiguration,
      FlinkRunConfigurationDescription: application.runConfiguration.FlinkRunConfiguration,
    },
    FlinkApplicationConfigurationDescription: {
      CheckpointConfigurationDescription: checkpoint,
      MonitoringConfigurationDescription: monitoring,
      ParallelismConfigurationDescription: { ...parallelism, CurrentParallelism: parallelism.Parallelism },
    },
    EnvironmentPropertyDescriptions: { PropertyGroupDescriptions: propertyGroups },
    ApplicationSnapshotConfigurationDescription: { SnapshotsEnabled: snapshotsEnabled },
    ApplicationSystemRollbackConfigurationDescription: { RollbackEnabled: rollbackEnabled },
    VpcConfigurationDescriptions: (configuration.VpcConfigurations ?? []).map(
      ({ SubnetIds, SecurityGroupIds }, index) => ({
        VpcConfigurationId: `1.${index + 1}`,
        VpcId: 'vpc-00000000',
        SubnetIds,
        SecurityGroupIds,
      }),
    ),
    ApplicationEncryptionConfigurationDescription: configuration.ApplicationEncryptionConfiguration ?? {
      KeyType: 'AWS_OWNED_KEY',
    },
  };
}

function seconds(ms: number): number {
  return ms / 1_000;
}
