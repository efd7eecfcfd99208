// The environment of the product's processes on this machine: the same names that the deployed Lambdas get on AWS.
import { kafkaClusterId } from './kafka-cluster-id.ts';
import type { Home } from './home.ts';
import type { Ports } from './ports.ts';

export const region = 'us-east-1';
export const account = '000000000000';
export const credentials = { accessKeyId: 'millrace', secretAccessKey: 'millrace-local' } as const;
export const defaultCluster = 'main';
export const table = 'millrace';
export const bucket = 'millrace';
export const flinkJarKey = 'flink/millrace-flink.jar';
export const flinkLogGroup = '/millrace/flink';

/** Everything that functions/platform/settings.ts and the AWS SDKs read. */
export function environmentOf({ home, ports }: { home: Home; ports: Ports }): Record<string, string> {
  return {
    ...awsEnvironment(ports),
    MILLRACE_TABLE: table,
    MILLRACE_BUCKET: bucket,
    MILLRACE_CLUSTER_ARN: clusterArn(defaultCluster, kafkaClusterId(home, defaultCluster)),
    MILLRACE_KAFKA_AUTH: 'none',
    MILLRACE_PLANNER_FUNCTION: 'millrace-planner',
    MILLRACE_FLINK_JAR_KEY: flinkJarKey,
    MILLRACE_FLINK_ROLE_ARN: `arn:aws:iam::${account}:role/millrace-flink`,
    MILLRACE_FLINK_LOG_GROUP_ARN: `arn:aws:logs:${region}:${account}:log-group:${flinkLogGroup}`,
    MILLRACE_DRUID_BROKER_URL: urlOf(ports.druidBroker),
    MILLRACE_DRUID_COORDINATOR_URL: urlOf(ports.druidCoordinator),
    MILLRACE_WEBHOOK_ALLOW_LOOPBACK: 'true',
    MILLRACE_PUBLIC_URL: urlOf(ports.api),
  };
}

/** Region, credentials and endpoints: what any AWS SDK, in Node or in a JVM, needs to stay on this machine. */
export function awsEnvironment(ports: Ports): Record<string, string> {
  const controlPlanes = urlOf(ports.aws);
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: urlOf(ports.dynamodb),
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: urlOf(ports.dynamodb),
    AWS_ENDPOINT_URL_S3: urlOf(ports.s3),
    AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: controlPlanes,
    AWS_ENDPOINT_URL_KAFKA: controlPlanes,
    AWS_ENDPOINT_URL_LAMBDA: controlPlanes,
    AWS_ENDPOINT_URL_CLOUDWATCH: controlPlanes,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: controlPlanes,
  };
}

/** The ARN of a cluster, from its name and its Kafka cluster id (16 bytes in base64url, here written as a UUID). */
export function clusterArn(name: string, clusterId: string): string {
  const hex = Buffer.from(clusterId, 'base64url').toString('hex');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return `arn:aws:kafka:${region}:${account}:cluster/${name}/${uuid}`;
}

export function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
