// What a pipeline's application may do, whichever pipeline it is: read its jar and its plan, use Kafka, log, and be in the VPC.
import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { StreamsStack } from '../stacks/streams.ts';
import { acknowledgeAccess } from './function-access.ts';
import { role } from './role.ts';

export interface FlinkRoleProps {
  config: Config;
  key: IKey;
  /** With the compiled plans. */
  bucket: IBucket;
  jar: Asset;
  logs: ILogGroup;
  streams: StreamsStack;
}

export function flinkRole(scope: Construct, { config, key, bucket, jar, logs, streams }: FlinkRoleProps): iam.IRole {
  const made = role(scope, {
    config,
    name: 'flink',
    assumedBy: new iam.ServicePrincipal('kinesisanalytics.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
  const allow = (actions: string[], resources: string[]): void => {
    made.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources }));
  };
  allow(['s3:GetObject', 's3:GetObjectVersion'], [jar.bucket.arnForObjects(jar.s3ObjectKey)]);
  allow(['s3:GetObject'], [bucket.arnForObjects('pipelines/*')]);
  allow(['kms:Decrypt'], [key.keyArn]);
  allow(['logs:DescribeLogStreams', 'logs:PutLogEvents'], [logs.logGroupArn]);
  allow(['logs:DescribeLogGroups'], ['*']);
  allow(VPC_ACTIONS, ['*']);
  const interfaces = Stack.of(scope).formatArn({ service: 'ec2', resource: 'network-interface', resourceName: '*' });
  allow(['ec2:CreateNetworkInterfacePermission'], [interfaces]);
  streams.grant(made, 'produce', 'consume');
  acknowledgeAccess(made);
  return made;
}

/** https://docs.aws.amazon.com/managed-flink/latest/java/vpc-permissions.html */
const VPC_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
];
