// What goes over the network goes over TLS: what listens, and what refuses to be asked without it.
import { at, isObject, listOf, objectsIn } from './json.ts';
import type { Resource } from './synthesize.ts';

/** Whether a resource of a type insists on TLS. Buckets, queues and topics do so by the policy of their own that refers to them. */
const INSISTS: Readonly<Record<string, (resource: Resource, all: Resource[]) => boolean>> = {
  'AWS::CloudFront::Distribution': ({ properties }) =>
    ['https-only', 'redirect-to-https'].includes(
      String(at(properties, 'DistributionConfig', 'DefaultCacheBehavior', 'ViewerProtocolPolicy')),
    ),
  'AWS::ElasticLoadBalancingV2::Listener': ({ properties }) =>
    ['HTTPS', 'TLS', 'TCP'].includes(String(properties['Protocol'])),
  'AWS::MSK::Cluster': ({ properties }) =>
    at(properties, 'EncryptionInfo', 'EncryptionInTransit', 'ClientBroker') === 'TLS' &&
    at(properties, 'EncryptionInfo', 'EncryptionInTransit', 'InCluster') === true,
  'AWS::RDS::DBCluster': ({ properties }, all) =>
    refersTo(all, 'AWS::RDS::DBClusterParameterGroup', properties['DBClusterParameterGroupName']).some(
      (group) => String(at(group.properties, 'Parameters', 'rds.force_ssl')) === '1',
    ),
  'AWS::S3::Bucket': (bucket, all) => isDeniedPlain(bucket, all, 'AWS::S3::BucketPolicy'),
  'AWS::SNS::Topic': (topic, all) => isDeniedPlain(topic, all, 'AWS::SNS::TopicPolicy'),
  'AWS::SQS::Queue': (queue, all) => isDeniedPlain(queue, all, 'AWS::SQS::QueuePolicy'),
};

/** Listeners of `TCP` pass on what the machines behind them encrypt themselves. */
export function plain(resources: Resource[]): string[] {
  return resources
    .filter((resource) => {
      const insists = INSISTS[resource.type];
      return insists !== undefined && !insists(resource, resources);
    })
    .map(({ stack, id }) => `${stack}/${id}`);
}

function isDeniedPlain({ id, stack }: Resource, all: Resource[], type: string): boolean {
  return all
    .filter(
      (policy) =>
        policy.type === type && policy.stack === stack && JSON.stringify(policy.properties).includes(`"${id}"`),
    )
    .flatMap(({ properties }) => listOf(at(properties, 'PolicyDocument', 'Statement')))
    .filter(isObject)
    .some(({ Effect, Condition }) => Effect === 'Deny' && at(Condition, 'Bool', 'aws:SecureTransport') === 'false');
}

function refersTo(all: Resource[], type: string, reference: unknown): Resource[] {
  const names = new Set([...objectsIn(reference)].map(({ Ref }) => Ref));
  return all.filter((resource) => resource.type === type && names.has(resource.id));
}
