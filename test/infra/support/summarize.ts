// A preset's stacks, small enough to be read in a review: each resource with the properties that cost money or decide about safety.
import { PRESET_CASES } from './cases.ts';
import { at } from './json.ts';
import { resourcesOf } from './synthesize.ts';
import type { Resource } from './synthesize.ts';

export type Preset = keyof typeof PRESET_CASES;

/** What is shown of a type; of others only that they are there, and how many. */
const SHOWN: Readonly<Record<string, readonly string[][]>> = {
  'AWS::ApiGateway::RestApi': [['EndpointConfiguration', 'Types']],
  'AWS::AutoScaling::AutoScalingGroup': [['MinSize'], ['MaxSize'], ['DesiredCapacity']],
  'AWS::CloudWatch::Alarm': [['Threshold'], ['EvaluationPeriods']],
  'AWS::DynamoDB::Table': [
    ['BillingMode'],
    ['PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'],
    ['DeletionProtectionEnabled'],
  ],
  'AWS::EC2::LaunchTemplate': [['LaunchTemplateData', 'InstanceType']],
  'AWS::EC2::VPCEndpoint': [['VpcEndpointType']],
  'AWS::Lambda::Function': [
    ['Runtime'],
    ['Architectures'],
    ['MemorySize'],
    ['Timeout'],
    ['ReservedConcurrentExecutions'],
  ],
  'AWS::Logs::LogGroup': [['RetentionInDays']],
  'AWS::MSK::Cluster': [
    ['KafkaVersion'],
    ['NumberOfBrokerNodes'],
    ['BrokerNodeGroupInfo', 'InstanceType'],
    ['BrokerNodeGroupInfo', 'StorageInfo', 'EBSStorageInfo', 'VolumeSize'],
  ],
  'AWS::RDS::DBCluster': [
    ['Engine'],
    ['ServerlessV2ScalingConfiguration'],
    ['DeletionProtection'],
    ['StorageEncrypted'],
  ],
  'AWS::RDS::DBInstance': [['DBInstanceClass']],
  'AWS::S3::Bucket': [['VersioningConfiguration', 'Status']],
};

export function summarize(preset: Preset): string {
  const resources = resourcesOf(PRESET_CASES[preset]);
  const stacks = [...new Set(resources.map(({ stack }) => stack))];
  return stacks
    .map((stack) =>
      summaryOf(
        stack,
        resources.filter((resource) => resource.stack === stack),
      ),
    )
    .join('\n');
}

function summaryOf(stack: string, resources: Resource[]): string {
  const shown = resources.filter(({ type }) => SHOWN[type] !== undefined).map(lineOf);
  const types = resources.map(({ type }) => type).filter((type) => SHOWN[type] === undefined);
  const counted = [...new Set(types)].map((type) => `${type} x ${types.filter((other) => other === type).length}`);
  return [`# ${stack}`, ...[...shown, ...counted].toSorted(), ''].join('\n');
}

/** Ids end in a hash of their path; those of assets and deployments change with what is in them. */
function lineOf({ id, type, properties, deletionPolicy }: Resource): string {
  const values = (SHOWN[type] ?? [])
    .map((path) => [path.at(-1), at(properties, ...path)])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${String(name)}=${JSON.stringify(value)}`);
  const fate = deletionPolicy === undefined ? [] : [`(${deletionPolicy})`];
  return [type, id.replace(/([0-9A-F]{8}|[0-9a-f]{32})$/, ''), ...values, ...fate].join(' ');
}
