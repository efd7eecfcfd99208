// What a client may do on a cluster with IAM: each action by its name, on the ARNs of this cluster alone.
// Which action needs which resource is in "Semantics of IAM authorization policy actions and resources" of the MSK guide.
import { Fn, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** `manage` makes and changes topics; `produce` includes idempotent and transactional writes. */
export type KafkaAccess = 'manage' | 'produce' | 'consume';
type Kind = 'cluster' | 'topic' | 'group' | 'transactional-id';

export interface KafkaStatementsProps {
  clusterArn: string;
  access: readonly KafkaAccess[];
}

export function kafkaStatements({ clusterArn, access }: KafkaStatementsProps): PolicyStatement[] {
  return KINDS.flatMap((kind) => {
    const actions = new Set(access.flatMap((each) => ACTIONS[each][kind]));
    if (actions.size === 0) return [];
    return new PolicyStatement({
      actions: [...actions].map((action) => `kafka-cluster:${action}`),
      resources: [arnOf(kind, clusterArn)],
    });
  });
}

/** Where the bootstrap addresses are asked for: MSK's own API, not Kafka's. */
export const bootstrapStatement = (clusterArn: string): PolicyStatement =>
  new PolicyStatement({ actions: ['kafka:GetBootstrapBrokers', 'kafka:DescribeClusterV2'], resources: [clusterArn] });

const KINDS: readonly Kind[] = ['cluster', 'topic', 'group', 'transactional-id'];
const ACTIONS: Record<KafkaAccess, Record<Kind, readonly string[]>> = {
  consume: {
    cluster: ['Connect', 'DescribeCluster'],
    topic: ['DescribeTopic', 'ReadData'],
    group: ['DescribeGroup', 'AlterGroup'],
    'transactional-id': [],
  },
  produce: {
    cluster: ['Connect', 'DescribeCluster', 'WriteDataIdempotently'],
    topic: ['DescribeTopic', 'WriteData'],
    group: [],
    'transactional-id': ['DescribeTransactionalId', 'AlterTransactionalId'],
  },
  manage: {
    cluster: ['Connect', 'DescribeCluster', 'DescribeClusterDynamicConfiguration'],
    topic: [
      'DescribeTopic',
      'CreateTopic',
      'AlterTopic',
      'DeleteTopic',
      'DescribeTopicDynamicConfiguration',
      'AlterTopicDynamicConfiguration',
    ],
    group: ['DescribeGroup', 'DeleteGroup'],
    'transactional-id': [],
  },
};

/** Topics and groups have the cluster's ARN with another kind in it, and their name at its end. */
function arnOf(kind: Kind, clusterArn: string): string {
  if (kind === 'cluster') return clusterArn;
  const parts = Token.isUnresolved(clusterArn) ? Fn.split(':cluster/', clusterArn, 2) : clusterArn.split(':cluster/');
  return Token.isUnresolved(clusterArn) ? `${Fn.join(`:${kind}/`, parts)}/*` : `${parts.join(`:${kind}/`)}/*`;
}
