// Kafka: clusters that are made, or the one that is there.
import { ArnFormat, CfnOutput, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { bootstrapStatement, kafkaStatements } from '../constructs/kafka-access.ts';
import type { KafkaAccess } from '../constructs/kafka-access.ts';
import { brokersOf, provisionedCluster, serverlessCluster } from '../constructs/kafka-cluster.ts';
import type { KafkaCluster } from '../constructs/kafka-cluster.ts';
import type { Sizing } from '../sizing.ts';
import type { NetworkStack } from './network.ts';

export interface StreamsProps extends StackProps {
  config: Config;
  sizing: Sizing;
  key: IKey;
  network: NetworkStack;
}

export class StreamsStack extends Stack {
  /** The first is where streams are unless they say otherwise. */
  readonly clusters: readonly KafkaCluster[];

  constructor(scope: Construct, id: string, { config, sizing, key, network, ...props }: StreamsProps) {
    super(scope, id, props);
    this.clusters = this.clustersOf({ config, sizing, key, network });
    for (const { name, arn } of this.clusters) new CfnOutput(this, `ClusterArn-${name}`, { value: arn });
  }

  get clusterArns(): string[] {
    return this.clusters.map(({ arn }) => arn);
  }

  /** To clients, of each cluster; with the right to ask for its addresses. */
  grant(grantee: IGrantable, ...access: KafkaAccess[]): void {
    for (const clusterArn of this.clusterArns) {
      const statements = [bootstrapStatement(clusterArn), ...kafkaStatements({ clusterArn, access })];
      for (const statement of statements) grantee.grantPrincipal.addToPrincipalPolicy(statement);
    }
  }

  private clustersOf({ config, sizing, key, network }: Omit<StreamsProps, keyof StackProps>): KafkaCluster[] {
    const { kafka } = config;
    if (kafka.type === 'existing') return [existingCluster(this, kafka.clusterArn)];
    const subnetIds = network.vpc.selectSubnets(network.privateSubnets).subnetIds;
    const shared = { config, sizing, key, subnetIds, group: network.groups.kafka };
    // Beyond what one cluster takes the plan has several; each may have one to switch to.
    const planned = kafka.type === 'serverless' ? 1 : brokersOf(kafka, sizing).clusters;
    const orders = Array.from({ length: planned * (kafka.second ? 2 : 1) }, (_, index) => index + 1);
    return orders.map((order) =>
      kafka.type === 'serverless'
        ? serverlessCluster(this, { ...shared, order })
        : provisionedCluster(this, { ...shared, order, kafka }),
    );
  }
}

/** What it is made of is not known: alarms on brokers are its owner's. */
function existingCluster(stack: Stack, arn: string): KafkaCluster {
  // A stack cannot be empty.
  new CfnWaitConditionHandle(stack, 'Nothing');
  const { resourceName } = stack.splitArn(arn, ArnFormat.SLASH_RESOURCE_NAME);
  return { name: resourceName?.split('/')[0] ?? arn, arn, kind: 'existing' };
}
