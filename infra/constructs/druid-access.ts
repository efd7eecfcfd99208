// What Druid's machines may do, each action by its name, on what is theirs alone.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { role } from './role.ts';

export interface MachineRoleProps {
  config: Config;
  name: 'druid-master' | 'druid-query' | 'druid-data' | 'druid-zookeeper';
  key: IKey;
  /** Where artifacts are. */
  bucket: IBucket;
  bundle: Asset;
  /** That it reads when it boots. */
  secrets: readonly ISecret[];
}

export function druidRole(scope: Construct, { config, name, key, bucket, bundle, secrets }: MachineRoleProps): IRole {
  const sessions = ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore');
  const managedPolicies = config.network.sessions ? [sessions] : [];
  const made = role(scope, { config, name, assumedBy: new ServicePrincipal('ec2.amazonaws.com'), managedPolicies });
  const { partition } = Stack.of(scope);
  const bundleArn = `arn:${partition}:s3:::${bundle.s3BucketName}/${bundle.s3ObjectKey}`;
  allow(made, ['s3:GetObject'], [bucket.arnForObjects('druid/artifacts/*'), bundleArn]);
  allow(
    made,
    ['secretsmanager:GetSecretValue'],
    secrets.map(({ secretArn }) => secretArn),
  );
  allow(made, ['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn]);
  allow(made, ['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': 'Millrace/Druid' } });
  grantLifecycle(made, Stack.of(scope), config);
  acknowledgeWildcards(made, REASONS);
  if (config.network.sessions)
    acknowledge(made, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]':
        'AWS maintains what Systems Manager needs; the configuration asked for shells.',
    });
  return made;
}

/** Segments and task logs. */
export function grantDeepStorage(grantee: IRole, bucket: IBucket): void {
  allow(grantee, ['s3:ListBucket', 's3:GetBucketLocation'], [bucket.bucketArn]);
  allow(grantee, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [bucket.arnForObjects('*')]);
}

/** The first ZooKeeper member makes the certificates. */
export function grantWriting(grantee: IRole, secrets: readonly ISecret[]): void {
  allow(
    grantee,
    ['secretsmanager:PutSecretValue'],
    secrets.map(({ secretArn }) => secretArn),
  );
}

export interface AddressesProps {
  stack: Stack;
  platform: string;
  interfaceIds: readonly string[];
}

/** Their own fixed addresses, to whichever machine comes. */
export function grantAddresses(grantee: IRole, { stack, platform, interfaceIds }: AddressesProps): void {
  const arnOf = (resource: string, resourceName: string) => stack.formatArn({ service: 'ec2', resource, resourceName });
  const interfaces = interfaceIds.map((id) => arnOf('network-interface', id));
  allow(grantee, ['ec2:AttachNetworkInterface'], interfaces);
  allow(grantee, ['ec2:AttachNetworkInterface'], [arnOf('instance', '*')], ofPlatform(platform));
  allow(grantee, ['ec2:DescribeNetworkInterfaces'], ['*']);
}

/** Telling CloudFormation and its own group how a machine is. */
function grantLifecycle(grantee: IRole, stack: Stack, { name }: Config): void {
  allow(grantee, ['cloudformation:SignalResource'], [stack.stackId]);
  allow(grantee, ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeAutoScalingInstances'], ['*']);
  const groups = stack.formatArn({
    service: 'autoscaling',
    resource: 'autoScalingGroup',
    resourceName: '*:autoScalingGroupName/*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const actions = ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'];
  allow(grantee, actions, [groups], ofPlatform(name));
}

const ofPlatform = (name: string) => ({ StringEquals: { 'aws:ResourceTag/millrace:platform': name } });

function allow(grantee: IRole, actions: string[], resources: string[], conditions: object = {}): void {
  grantee.addToPrincipalPolicy(new PolicyStatement({ actions, resources, conditions: { ...conditions } }));
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/druid\/artifacts\/\*$/, 'Artifacts are named by their checksums.'],
  [/DeepStorage.*\/\*$/, 'Segments and task logs have names that Druid makes.'],
  [
    /autoScalingGroupName\/\*$/,
    'Names of groups are generated; a condition narrows it to the groups of this platform.',
  ],
  [/:instance\/\*$/, 'Machines come and go; a condition narrows it to those of this platform.'],
  [/^Resource::\*$/, 'AWS knows no resource for these: descriptions, and metrics of one namespace.'],
  [/:(topic|group)\/.*\/\*$/, 'Topics and groups of the cluster are made by the platform, at any time.'],
];
