import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { kafkaStatements } from '../../infra/constructs/kafka-access.ts';
import { PRESETS } from '../../infra/presets.ts';
import { stackOf, synthesize } from './support/synthesize.ts';

describe('a provisioned cluster', () => {
  it('runs without ZooKeeper, with IAM and TLS alone', () => {
    stackOf({ load: 'medium' }, 'Streams').template.hasResourceProperties('AWS::MSK::Cluster', {
      KafkaVersion: '3.9.x.kraft',
      ClientAuthentication: { Sasl: { Iam: { Enabled: true } }, Unauthenticated: { Enabled: false } },
      EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } },
    });
  });

  it('is encrypted by the key of the platform and logs to a log group', () => {
    stackOf({ load: 'medium' }, 'Streams').template.hasResourceProperties('AWS::MSK::Cluster', {
      EncryptionInfo: {
        EncryptionAtRest: { DataVolumeKMSKeyId: { 'Fn::ImportValue': Match.stringLikeRegexp('storage:.*Key') } },
      },
      LoggingInfo: { BrokerLogs: { CloudWatchLogs: { Enabled: true } } },
      EnhancedMonitoring: 'PER_TOPIC_PER_BROKER',
    });
  });

  it('never has a broker that cannot run without ZooKeeper', () => {
    stackOf({ load: 'small' }, 'Streams').template.hasResourceProperties('AWS::MSK::Cluster', {
      BrokerNodeGroupInfo: { InstanceType: Match.stringLikeRegexp('m7g') },
    });
  });

  it('makes no topic that nobody defined', () => {
    stackOf({ load: 'medium' }, 'Streams').template.hasResourceProperties('AWS::MSK::Configuration', {
      ServerProperties: Match.stringLikeRegexp('^auto\\.create\\.topics\\.enable=false'),
    });
  });

  it('has Express brokers, without volumes, when they are asked for', () => {
    const kafka = { type: 'provisioned', brokers: 'express' };
    stackOf({ load: 'small', kafka }, 'Streams').template.hasResourceProperties('AWS::MSK::Cluster', {
      BrokerNodeGroupInfo: { InstanceType: Match.stringLikeRegexp('^express\\.'), StorageInfo: Match.absent() },
    });
  });

  it('has Standard brokers, whose copies outlive the loss of one, when they are asked for', () => {
    const { template } = stackOf({ load: 'small', kafka: { type: 'provisioned', brokers: 'standard' } }, 'Streams');
    template.hasResourceProperties('AWS::MSK::Cluster', {
      BrokerNodeGroupInfo: { StorageInfo: { EBSStorageInfo: { VolumeSize: Match.anyValue() } } },
    });
    template.hasResourceProperties('AWS::MSK::Configuration', {
      ServerProperties: Match.stringLikeRegexp('min\\.insync\\.replicas=2'),
    });
  });

  it('comes with a second one to switch to when it is asked for', () => {
    const kafka = { type: 'provisioned', second: true };
    stackOf({ load: 'small', kafka }, 'Streams').template.resourceCountIs('AWS::MSK::Cluster', 2);
  });
});

describe('other clusters', () => {
  it('can be serverless', () => {
    const { template } = stackOf({ load: 'small', kafka: { type: 'serverless' } }, 'Streams');
    template.resourceCountIs('AWS::MSK::Cluster', 0);
    template.hasResourceProperties('AWS::MSK::ServerlessCluster', {
      ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
    });
  });

  it('are refused as serverless when the load is more than they take', () => {
    const load = { ...PRESETS.large, eventBytes: 1_000 };
    expect(() => synthesize({ load, kafka: { type: 'serverless' } })).toThrow(/takes 200 MB\/s, .* is 1000 MB\/s/);
  });

  it('can be there already: nothing is made, and its group lets the platform in', () => {
    const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/theirs/0a1b';
    const kafka = { type: 'existing', clusterArn, securityGroupId: 'sg-0a1b2c3d' };
    stackOf({ load: 'small', kafka }, 'Streams').template.resourceCountIs('AWS::MSK::Cluster', 0);
    stackOf({ load: 'small', kafka }, 'Network').template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: 'sg-0a1b2c3d',
      FromPort: 9098,
    });
  });
});

describe('access to a cluster', () => {
  const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/my-cluster/0a1b';

  it('names each action, on the topics and groups of this cluster alone', () => {
    const statements = kafkaStatements({ clusterArn, access: ['consume'] });
    expect(statements.map((statement) => statement.toStatementJson())).toEqual([
      {
        Effect: 'Allow',
        Action: ['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'],
        Resource: clusterArn,
      },
      {
        Effect: 'Allow',
        Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
        Resource: 'arn:aws:kafka:eu-west-1:111122223333:topic/my-cluster/0a1b/*',
      },
      {
        Effect: 'Allow',
        Action: ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'],
        Resource: 'arn:aws:kafka:eu-west-1:111122223333:group/my-cluster/0a1b/*',
      },
    ]);
  });
});
