// All stacks of a platform, in the order in which they need each other.
import { DefaultStackSynthesizer, Tags } from 'aws-cdk-lib';
import type { App, Stack, StackProps } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Config } from './config.ts';
import { logCustomResources } from './constructs/log-custom-resources.ts';
import { sizeFor } from './sizing.ts';
import { ConsoleStack, hasConsole } from './stacks/console.ts';
import { ApiStack } from './stacks/api.ts';
import { DruidStack } from './stacks/druid.ts';
import { FlinkStack } from './stacks/flink.ts';
import { NetworkStack } from './stacks/network.ts';
import { ObservabilityStack } from './stacks/observability.ts';
import { StorageStack } from './stacks/storage.ts';
import { StreamsStack } from './stacks/streams.ts';

export function addPlatform(app: App, config: Config): void {
  const sizing = sizeFor(config.load);
  const propsOf = stackProps(config);
  const storage = new StorageStack(app, 'Storage', { ...propsOf('storage', { hasData: true }), config });
  const { key } = storage;
  const network = new NetworkStack(app, 'Network', { ...propsOf('network'), config, key });
  const streams = new StreamsStack(app, 'Streams', {
    ...propsOf('streams', { hasData: true }),
    config,
    sizing,
    key,
    network,
  });
  const druid = new DruidStack(app, 'Druid', {
    ...propsOf('druid', { hasData: true }),
    config,
    sizing,
    storage,
    network,
    streams,
  });
  const flink = new FlinkStack(app, 'Flink', { ...propsOf('flink'), config, storage, network, streams });
  const parts = { config, sizing, storage, network, streams, flink, druid };
  new ApiStack(app, 'Api', { ...propsOf('api'), ...parts });
  if (hasConsole(config)) new ConsoleStack(app, 'Console', { ...propsOf('console'), config, storage });
  // The last one: it raises alarms for what the others have made.
  new ObservabilityStack(app, 'Observability', { ...propsOf('observability'), config, key, streams });
  logCustomResources(app, { key, config });
  tagAndBound(app, storage, config);
}

type StackPropsOf = (part: string, traits?: { hasData: boolean }) => StackProps;

function stackProps({ name, environment, region, qualifier }: Config): StackPropsOf {
  return (part, { hasData } = { hasData: false }) => ({
    stackName: `${name}-${part}`,
    terminationProtection: hasData && environment === 'production',
    ...(region === undefined ? {} : { env: { region } }),
    ...(qualifier === undefined ? {} : { synthesizer: new DefaultStackSynthesizer({ qualifier }) }),
  });
}

function tagAndBound(app: App, anyStack: Stack, { name, tags, permissionsBoundary }: Config): void {
  for (const [key, value] of Object.entries({ 'millrace:platform': name, ...tags })) Tags.of(app).add(key, value);
  if (permissionsBoundary === undefined) return;
  PermissionsBoundary.of(app).apply(ManagedPolicy.fromManagedPolicyArn(anyStack, 'Boundary', permissionsBoundary));
}
