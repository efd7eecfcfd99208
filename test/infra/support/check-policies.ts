// What the policies in templates allow, wherever they stand: roles, keys, buckets, queues.
import { at, isObject, listOf, objectsIn } from './json.ts';
import type { Json } from './json.ts';
import type { Resource } from './synthesize.ts';

/** Actions for which AWS knows no resource but `*` ("Actions, resources, and condition keys" of each service). */
const WITHOUT_RESOURCE = new Set([
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeAutoScalingInstances',
  'cloudwatch:GetMetricData',
  'cloudwatch:PutMetricData',
  'dynamodb:ListStreams',
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeVolumes',
  'ec2:DescribeVpcs',
  'ec2:UnassignPrivateIpAddresses',
  'kafka:ListClustersV2',
  'kinesisanalytics:ListApplications',
  'logs:DescribeLogGroups',
  'servicequotas:GetServiceQuota',
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);

/** `*` and `service:*`, but for the account that owns a key: without that nobody could ever change the key. */
export function wildActions(resources: Resource[]): string[] {
  return allowances(resources)
    .filter(({ resource, statement }) => !(resource.type === 'AWS::KMS::Key' && isForRoot(statement)))
    .flatMap(({ resource, statement }) =>
      listOf(statement['Action'])
        .filter((action) => /^([a-z0-9-]+:)?\*$/.test(String(action)))
        .map((action) => `${resource.stack}/${resource.id}: ${String(action)}`),
    );
}

/** Statements of roles for any resource, though AWS knows a resource for the action. */
export function wildResources(resources: Resource[]): string[] {
  return allowances(resources)
    .filter(
      ({ resource, statement }) =>
        resource.type.startsWith('AWS::IAM::') && listOf(statement['Resource']).includes('*'),
    )
    .flatMap(({ resource, statement }) =>
      listOf(statement['Action'])
        .filter((action) => !WITHOUT_RESOURCE.has(String(action)))
        .map((action) => `${resource.stack}/${resource.id}: ${String(action)} on *`),
    );
}

/** Whoever is let in by `*` must be narrowed by a condition. */
export function openPrincipals(resources: Resource[]): string[] {
  return allowances(resources)
    .filter(({ statement }) => isAnybody(statement['Principal']) && statement['Condition'] === undefined)
    .map(({ resource }) => `${resource.stack}/${resource.id}`);
}

interface Allowance {
  resource: Resource;
  statement: Json;
}

function allowances(resources: Resource[]): Allowance[] {
  return resources.flatMap((resource) =>
    [...objectsIn(resource.properties)]
      .flatMap((object) => listOf(object['Statement']))
      .filter(isObject)
      .filter((statement) => statement['Effect'] === 'Allow')
      .map((statement) => ({ resource, statement })),
  );
}

const isAnybody = (principal: unknown): boolean => principal === '*' || at(principal, 'AWS') === '*';

const isForRoot = (statement: Json): boolean =>
  JSON.stringify(at(statement, 'Principal', 'AWS') ?? '').includes(':root');
