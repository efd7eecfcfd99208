// Names that are given instead of generated: two platforms in an account, or a replacement, would collide.
import { at } from './json.ts';
import type { Resource } from './synthesize.ts';

/** Properties that end in `Name` and are no name of the resource itself, or must be given. */
const ALLOWED: readonly [type: RegExp, property: RegExp, why: string][] = [
  [/^AWS::MSK::/, /^(Cluster)?Name$/, 'must be given; has the platform, the order and the kind in it'],
  [/^AWS::IAM::Policy$/, /^PolicyName$/, 'is unique within its role'],
  [/^AWS::DynamoDB::Table$/, /^IndexName$/, 'is of an index, not of the table'],
  [
    /^AWS::ApiGateway::(RestApi|Stage|Authorizer|RequestValidator|GatewayResponse|Resource)$/,
    /Name$/,
    'is a title; ids are generated',
  ],
  [/^AWS::CloudWatch::Alarm$/, /^MetricName$/, 'is of what is measured'],
  [/^AWS::ApplicationAutoScaling::ScalingPolicy$/, /^PolicyName$/, 'is unique within its target'],
  [/^AWS::AutoScaling::LifecycleHook$/, /^LifecycleHookName$/, 'is unique within its group'],
  [/^AWS::Lambda::Alias$/, /^Name$/, 'is unique within its function'],
  [/^AWS::Logs::MetricFilter$/, /^FilterName$/, 'is unique within its log group'],
  [/^AWS::EC2::VPCEndpoint$/, /^ServiceName$/, 'is of the service'],
  [
    /^AWS::RDS::DBCluster$/,
    /^(DatabaseName|DBSubnetGroupName|DBClusterParameterGroupName)$/,
    'is inside the cluster, or refers',
  ],
  [/^AWS::Route53::/, /^(Hosted)?(Zone)?Name$/, 'is a name in DNS'],
  [/^AWS::WAFv2::WebACL$/, /^Name$/, 'has the name of its stack in it'],
];

export function fixedNames(resources: Resource[]): string[] {
  return resources.flatMap(({ stack, id, type, properties }) =>
    Object.entries(properties)
      .filter(([property, value]) => property.endsWith('Name') && typeof value === 'string')
      .filter(([property]) => !ALLOWED.some(([types, names]) => types.test(type) && names.test(property)))
      .map(([property, value]) => `${stack}/${id}: ${property} ${String(value)}`),
  );
}

/** Types whose names must be given and are of the account or the region, and where they stand. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFront::CachePolicy': ['CachePolicyConfig', 'Name'],
  'AWS::CloudFront::Function': ['Name'],
  'AWS::CloudFront::OriginAccessControl': ['OriginAccessControlConfig', 'Name'],
  'AWS::CloudFront::ResponseHeadersPolicy': ['ResponseHeadersPolicyConfig', 'Name'],
  'AWS::MSK::Cluster': ['ClusterName'],
  'AWS::MSK::Configuration': ['Name'],
  'AWS::MSK::ServerlessCluster': ['ClusterName'],
  'AWS::WAFv2::WebACL': ['Name'],
};

export function givenNames(resources: Resource[]): string[] {
  return resources
    .filter(({ type }) => GIVEN[type] !== undefined)
    .map(({ type, properties }) => ({ type, name: at(properties, ...(GIVEN[type] ?? [])) }))
    .filter(({ name }) => name !== undefined)
    .map(({ type, name }) => `${type} ${JSON.stringify(name)}`);
}
