// One MSK cluster: without ZooKeeper, IAM only, TLS only, its data under the platform's key. Serverless has no key of the account's own.
// Its name must be given: it has the kind in it, so that another kind can be made before this one is removed.
import type { Stack } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as msk from 'aws-cdk-lib/aws-msk';
import type { Config } from '../config.ts';
import type { Sizing } from '../sizing.ts';
import type { KafkaPlan } from '../sizing/size-kafka.ts';
import { logGroup } from './log-group.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface KafkaCluster {
  name: string;
  arn: string;
  /** Of an existing one it is not known whether and which brokers it has. */
  kind: 'standard' | 'express' | 'serverless' | 'existing';
}

export interface KafkaClusterProps {
  config: Config;
  sizing: Sizing;
  key: IKey;
  subnetIds: string[];
  group: ISecurityGroup;
  /** Distinguishes the clusters of a platform: 1, 2, .. */
  order: number;
}

export type Provisioned = Extract<Config['kafka'], { type: 'provisioned' }>;

export function provisionedCluster(scope: Stack, props: KafkaClusterProps & { kafka: Provisioned }): KafkaCluster {
  const { config, key, kafka, order } = props;
  const plan = brokersOf(kafka, props.sizing);
  const name = `${config.name}-${order}-${plan.brokers}`;
  const kafkaVersion = `${kafka.version}.kraft`;
  const configuration = new msk.CfnConfiguration(scope, `Configuration-${order}`, {
    // Versions cannot be changed in place.
    name: `${name}-${kafka.version.replaceAll('.', '-')}`,
    kafkaVersionsList: [kafkaVersion],
    serverProperties: [...PROPERTIES.all, ...PROPERTIES[plan.brokers]].join('\n'),
  });
  const logs = logGroup(scope, `BrokerLogs-${order}`, { key, config });
  const cluster = new msk.CfnCluster(scope, `Cluster-${order}`, {
    clusterName: name,
    kafkaVersion,
    numberOfBrokerNodes: plan.count,
    brokerNodeGroupInfo: {
      instanceType: plan.instanceType,
      clientSubnets: props.subnetIds,
      securityGroups: [props.group.securityGroupId],
      ...(plan.brokers === 'express' ? {} : { storageInfo: { ebsStorageInfo: { volumeSize: plan.diskGib } } }),
    },
    configurationInfo: { arn: configuration.attrArn, revision: configuration.attrLatestRevisionRevision },
    clientAuthentication: { sasl: { iam: { enabled: true } }, unauthenticated: { enabled: false } },
    encryptionInfo: {
      encryptionAtRest: { dataVolumeKmsKeyId: key.keyArn },
      encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
    },
    enhancedMonitoring: 'PER_TOPIC_PER_BROKER',
    loggingInfo: { brokerLogs: { cloudWatchLogs: { enabled: true, logGroup: logs.logGroupName } } },
  });
  cluster.applyRemovalPolicy(removalPolicyOf(config));
  return { name, arn: cluster.attrArn, kind: plan.brokers };
}

export function serverlessCluster(scope: Stack, { config, subnetIds, group, order }: KafkaClusterProps): KafkaCluster {
  const { eventsPerSecond, eventBytes } = config.load;
  const megabytes = (eventsPerSecond.peak * eventBytes) / 1_000_000;
  if (megabytes > SERVERLESS_MEGABYTES) {
    throw new Error(
      `millrace.kafka.type: a serverless cluster takes ${SERVERLESS_MEGABYTES} MB/s, the load's peak is ${Math.ceil(megabytes)} MB/s.`,
    );
  }
  const name = `${config.name}-${order}-serverless`;
  const cluster = new msk.CfnServerlessCluster(scope, `Serverless-${order}`, {
    clusterName: name,
    clientAuthentication: { sasl: { iam: { enabled: true } } },
    vpcConfigs: [{ subnetIds, securityGroups: [group.securityGroupId] }],
  });
  cluster.applyRemovalPolicy(removalPolicyOf(config));
  return { name, arn: cluster.attrArn, kind: 'serverless' };
}

/** The cheaper kind of brokers, or the one that the configuration wants. */
export function brokersOf({ brokers }: Provisioned, { kafka: plan }: Sizing): KafkaPlan {
  return brokers === 'auto' || brokers === plan.brokers ? plan : plan.other;
}

const SERVERLESS_MEGABYTES = 200;
/** Express brokers replicate three times, and wait for two, whatever is said. */
const PROPERTIES = {
  all: ['auto.create.topics.enable=false'],
  standard: ['default.replication.factor=3', 'min.insync.replicas=2', 'unclean.leader.election.enable=false'],
  express: [],
};
