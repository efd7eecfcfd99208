// The functions that CDK makes for its own custom resources would log to groups that stay, unencrypted and for ever.
import { Aspects, CfnResource, CustomResourceProviderBase } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { logGroup } from './log-group.ts';
import type { LogGroupProps } from './log-group.ts';

export function logCustomResources(scope: IConstruct, props: LogGroupProps): void {
  Aspects.of(scope).add({
    visit: (construct) => {
      if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== 'AWS::Lambda::Function') return;
      const provider = construct.node.scope;
      if (!(provider instanceof CustomResourceProviderBase)) return;
      const group = logGroup(provider, 'LogGroup', props);
      construct.addPropertyOverride('LoggingConfig', { LogGroup: group.logGroupName });
    },
  });
}
