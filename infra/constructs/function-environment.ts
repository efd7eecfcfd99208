// The environment of every function: what functions/platform/settings.ts reads. No secret is in it, only the names of secrets.
import type { Config } from '../config.ts';

export interface FunctionEnvironmentProps {
  config: Pick<Config, 'name' | 'api' | 'flink'>;
  tableName: string;
  bucketName: string;
  /** Of the main cluster. */
  clusterArn: string;
  plannerArn: string;
  flink: {
    jar: { bucket: string; key: string };
    roleArn: string;
    logGroupArn: string;
    subnetIds: string[];
    securityGroupId: string;
    keyArn: string;
  };
  druid: { brokerUrl: string; coordinatorUrl: string; clientSecretArn: string; authoritySecretArn: string };
}

export function functionEnvironment(props: FunctionEnvironmentProps): Record<string, string> {
  const { config, flink, druid } = props;
  return {
    MILLRACE_NAME: config.name,
    MILLRACE_TABLE: props.tableName,
    MILLRACE_BUCKET: props.bucketName,
    MILLRACE_CLUSTER_ARN: props.clusterArn,
    MILLRACE_KAFKA_AUTH: 'iam',
    MILLRACE_PLANNER_FUNCTION: props.plannerArn,
    MILLRACE_FLINK_JAR_BUCKET: flink.jar.bucket,
    MILLRACE_FLINK_JAR_KEY: flink.jar.key,
    MILLRACE_FLINK_ROLE_ARN: flink.roleArn,
    MILLRACE_FLINK_LOG_GROUP_ARN: flink.logGroupArn,
    MILLRACE_FLINK_SUBNET_IDS: flink.subnetIds.join(','),
    MILLRACE_FLINK_SECURITY_GROUP_IDS: flink.securityGroupId,
    MILLRACE_FLINK_KEY_ARN: flink.keyArn,
    MILLRACE_FLINK_MOST_APPLICATIONS: String(config.flink.applications),
    MILLRACE_FLINK_MOST_KPUS: String(config.flink.kpus),
    MILLRACE_DRUID_BROKER_URL: druid.brokerUrl,
    MILLRACE_DRUID_COORDINATOR_URL: druid.coordinatorUrl,
    MILLRACE_DRUID_SECRET_ARN: druid.clientSecretArn,
    MILLRACE_DRUID_AUTHORITY_SECRET_ARN: druid.authoritySecretArn,
    ...oidcOf(config.api.oidc),
  };
}

function oidcOf(oidc: Config['api']['oidc']): Record<string, string> {
  if (oidc === undefined) return {};
  const groups = Object.entries(oidc.groups).map(([group, role]) => `${group}=${role}`);
  return {
    MILLRACE_OIDC_ISSUER: oidc.issuer,
    MILLRACE_OIDC_AUDIENCE: oidc.audience,
    MILLRACE_OIDC_GROUPS_CLAIM: oidc.groupsClaim,
    MILLRACE_OIDC_GROUPS: groups.join(','),
  };
}
