// All stacks of a platform, in the order in which they need each other.
import { DefaultStackSynthesizer, Tags } from 'aws-cdk-lib';
import type { App, StackProps } from 'aws-cdk-lib';
import type { Config } from './config.ts';
import { sizeFor } from './sizing.ts';
import { NetworkStack } from './stacks/network.ts';
import { StorageStack } from './stacks/storage.ts';

export function addPlatform(app: App, config: Config): void {
  const sizing = sizeFor(config.load);
  const { name, environment, qualifier } = config;
  const propsOf = (part: string, { hasData = false } = {}): StackProps => ({
    stackName: `${name}-${part}`,
    terminationProtection: hasData && environment === 'production',
    ...(qualifier === undefined ? {} : { synthesizer: new DefaultStackSynthesizer({ qualifier }) }),
  });
  const storage = new StorageStack(app, 'Storage', { ...propsOf('storage', { hasData: true }), config });
  const network = new NetworkStack(app, 'Network', { ...propsOf('network'), config, key: storage.key });
  for (const [key, value] of Object.entries({ 'millrace:platform': name, ...config.tags }))
    Tags.of(app).add(key, value);
  void sizing;
  void network;
}
