// What rests is encrypted by a key of the account's own, kept or removed as the environment says, and logs end.
import { at, listOf, objectsIn } from './json.ts';
import type { Resource } from './synthesize.ts';

/** Where each type says which key it is encrypted by. */
const KEY_OF: Readonly<Record<string, (resource: Resource) => unknown>> = {
  'AWS::DynamoDB::Table': ({ properties }) => at(properties, 'SSESpecification', 'KMSMasterKeyId'),
  'AWS::EC2::Volume': ({ properties }) => properties['KmsKeyId'],
  'AWS::KinesisFirehose::DeliveryStream': ({ properties }) =>
    at(properties, 'DeliveryStreamEncryptionConfigurationInput', 'KeyARN'),
  'AWS::Lambda::Function': ({ properties }) => properties['KmsKeyArn'],
  'AWS::Logs::LogGroup': ({ properties }) => properties['KmsKeyId'],
  'AWS::MSK::Cluster': ({ properties }) => at(properties, 'EncryptionInfo', 'EncryptionAtRest', 'DataVolumeKMSKeyId'),
  'AWS::RDS::DBCluster': ({ properties }) => properties['StorageEncrypted'] === true && properties['KmsKeyId'],
  'AWS::S3::Bucket': ({ properties }) =>
    [...objectsIn(properties['BucketEncryption'])].find((object) => object['KMSMasterKeyID'] !== undefined),
  'AWS::Scheduler::Schedule': ({ properties }) => properties['KmsKeyArn'],
  'AWS::SecretsManager::Secret': ({ properties }) => properties['KmsKeyId'],
  'AWS::SNS::Topic': ({ properties }) => properties['KmsMasterKeyId'],
  'AWS::SQS::Queue': ({ properties }) => properties['KmsMasterKeyId'],
};

/** What cannot have a key of the account's own, and why. */
const KEYLESS: readonly [pattern: RegExp, why: string][] = [
  [/^Storage\/Logs/, 'S3 writes access logs only into buckets with its own keys'],
  [/^[A-Za-z]+\/Custom/, 'functions that CDK makes for its custom resources hold nothing of ours'],
];

export function unencrypted(resources: Resource[]): string[] {
  return resources
    .filter(({ type }) => KEY_OF[type] !== undefined)
    .filter((resource) => !KEY_OF[resource.type]?.(resource))
    .map(({ stack, id }) => `${stack}/${id}`)
    .filter((place) => !KEYLESS.some(([pattern]) => pattern.test(place)));
}

/** Volumes in launch templates and instances that are not encrypted by a key of the account's own. */
export function unencryptedVolumes(resources: Resource[]): string[] {
  return resources.flatMap(({ stack, id, properties }) =>
    [...objectsIn(properties)]
      .flatMap((object) => listOf(object['Ebs']))
      .filter((volume) => at(volume, 'Encrypted') !== true || at(volume, 'KmsKeyId') === undefined)
      .map(() => `${stack}/${id}`),
  );
}

export function endlessLogs(resources: Resource[]): string[] {
  const groups = resources.filter(
    ({ type, properties }) => type === 'AWS::Logs::LogGroup' && !properties['RetentionInDays'],
  );
  // Lambda makes a group of its own, which is kept for ever, where none is named.
  const functions = resources.filter(
    ({ type, properties }) =>
      type === 'AWS::Lambda::Function' && at(properties, 'LoggingConfig', 'LogGroup') === undefined,
  );
  return [...groups, ...functions].map(({ stack, id }) => `${stack}/${id}`);
}

const DATA = new Set([
  'AWS::DynamoDB::Table',
  'AWS::EC2::Volume',
  'AWS::KMS::Key',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::RDS::DBCluster',
  'AWS::S3::Bucket',
]);

/** A bucket that is filled from the repository at each deployment. */
const REPEATABLE = /^Console\//;

export const dataIn = (resources: Resource[]): Resource[] =>
  resources.filter(({ type, stack, id }) => DATA.has(type) && !REPEATABLE.test(`${stack}/${id}`));

/** @returns a line for each that holds data or logs: what happens to it when its stack is removed */
export function fates(resources: Resource[]): string[] {
  const logs = resources.filter(({ type }) => type === 'AWS::Logs::LogGroup');
  return [...dataIn(resources), ...logs].map(
    ({ stack, id, deletionPolicy }) => `${stack}/${id}: ${deletionPolicy ?? 'Delete'}`,
  );
}
