// What functions may do, each action by its name, on what the platform has alone.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import type { WildcardReason } from './acknowledge-wildcards.ts';

const allow = (role: iam.IRole, actions: string[], resources: string[], conditions: object = {}): void => {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources, conditions: { ...conditions } }));
};

/** To write into a group: on its own role, as one of the account's own is not told of anything. */
export const grantLogs = (role: iam.IRole, logs: ILogGroup): void =>
  allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logs.logGroupArn]);

/** The interfaces of a function in a VPC; AWS knows no resource for them. */
export function grantNetwork(role: iam.IRole): void {
  const actions = [
    'AssignPrivateIpAddresses',
    'CreateNetworkInterface',
    'DeleteNetworkInterface',
    'DescribeNetworkInterfaces',
    'DescribeSubnets',
    'UnassignPrivateIpAddresses',
  ];
  allow(
    role,
    actions.map((action) => `ec2:${action}`),
    ['*'],
  );
}

export function grantTable(role: iam.IRole, table: ITable): void {
  const actions = ['ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];
  allow(
    role,
    actions.map((action) => `dynamodb:${action}`),
    [table.tableArn, `${table.tableArn}/index/gsi1`],
  );
}

/** What rests under the key: items, objects, the environment. */
export const grantKey = (role: iam.IRole, key: IKey): void =>
  allow(role, ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'], [key.keyArn]);

/** Compiled plans. */
export function grantPlans(role: iam.IRole, bucket: IBucket): void {
  allow(role, ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [bucket.arnForObjects('pipelines/*')]);
  allow(role, ['s3:ListBucket'], [bucket.bucketArn]);
}

/** Files of exports, whose links are signed with the rights of who signs. */
export const grantReadingExports = (role: iam.IRole, bucket: IBucket): void =>
  allow(role, ['s3:GetObject'], [bucket.arnForObjects('exports/*')]);

export const grantWritingExports = (role: iam.IRole, bucket: IBucket): void =>
  allow(role, ['s3:AbortMultipartUpload', 's3:PutObject'], [bucket.arnForObjects('exports/*')]);

/** What pipelines log and how they are; Managed Flink makes no log streams itself. */
export function grantObservation(role: iam.IRole, logGroupArn: string): void {
  allow(role, ['logs:CreateLogStream', 'logs:FilterLogEvents'], [logGroupArn, `${logGroupArn}:*`]);
  allow(role, ['cloudwatch:GetMetricData', 'kafka:ListClustersV2'], ['*']);
}

export const grantInvoking = (role: iam.IRole, functionArn: string): void =>
  allow(role, ['lambda:InvokeFunction'], [functionArn]);

export const grantSecret = (role: iam.IRole, secretArn: string): void =>
  allow(role, ['secretsmanager:GetSecretValue'], [secretArn]);

/** The ARNs of the applications of a platform: their names begin with its own. */
export const applicationArns = (scope: Construct, platform: string): string =>
  Stack.of(scope).formatArn({
    service: 'kinesisanalytics',
    resource: 'application',
    resourceName: `${platform}-*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });

export interface ApplicationsAccess {
  arns: string;
  key: IKey;
  region: string;
}

/** To see applications and to end them. */
export function grantStopping(role: iam.IRole, access: ApplicationsAccess): void {
  const actions = ['DeleteApplication', 'DescribeApplication', 'ListApplicationSnapshots', 'StopApplication'];
  allow(
    role,
    actions.map((action) => `kinesisanalytics:${action}`),
    [access.arns],
  );
  allow(role, ['kinesisanalytics:ListApplications'], ['*']);
  grantKeyOfState(role, access);
}

/** To make and run them, as the role that Flink has. */
export function grantRunning(role: iam.IRole, access: ApplicationsAccess & { flinkRoleArn: string }): void {
  const actions = ['CreateApplication', 'StartApplication', 'UpdateApplication'];
  allow(
    role,
    actions.map((action) => `kinesisanalytics:${action}`),
    [access.arns],
  );
  const service = { StringEquals: { 'iam:PassedToService': 'kinesisanalytics.amazonaws.com' } };
  allow(role, ['iam:PassRole'], [access.flinkRoleArn], service);
}

/**
 * Who gives an application a key must be allowed to use it, through the service alone ("Application lifecycle operator" in
 * https://docs.aws.amazon.com/managed-flink/latest/java/manage-cmk-api.html).
 */
function grantKeyOfState(role: iam.IRole, { arns, key, region }: ApplicationsAccess): void {
  const through = { 'kms:ViaService': `kinesisanalytics.${region}.amazonaws.com` };
  const state = { StringLike: { 'kms:EncryptionContext:aws:kinesisanalytics:arn': arns } };
  allow(role, ['kms:GenerateDataKeyWithoutPlaintext'], [key.keyArn], { StringEquals: through, ...state });
  allow(role, ['kms:CreateGrant'], [key.keyArn], {
    StringEquals: { ...through, 'kms:GrantConstraintType': 'EncryptionContextSubset' },
    'ForAllValues:StringEquals': { 'kms:GrantOperations': 'Decrypt' },
    ...state,
  });
}

/** Why functions have what ends in a wildcard. */
export const acknowledgeAccess = (role: iam.IRole): void => acknowledgeWildcards(role, REASONS);

const REASONS: WildcardReason[] = [
  [
    /^Action::kms:(GenerateDataKey|ReEncrypt)\*$/,
    'The CDK names what sending to an encrypted queue needs by families of actions.',
  ],
  [/^Resource::\*$/, 'AWS knows no resource for network interfaces, traces, metrics and lists.'],
  [/:network-interface\/\*$/, 'The interfaces of applications are made at run time, by the service.'],
  [/:application\//, 'Applications are made at run time; their names begin with that of the platform.'],
  [/(exports|pipelines)\/\*$/, 'Files are made at run time, below this prefix.'],
  [/(topic|group|transactional-id)/, 'Streams and pipelines are made at run time, on this cluster alone.'],
  [/:\*$/, 'Log streams and versions are made at run time, in this group or function alone.'],
];
