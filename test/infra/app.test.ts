import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { addPlatform } from '../../infra/platform.ts';
import { NetworkStack } from '../../infra/stacks/network.ts';

describe('the configuration', () => {
  it('says in a sentence which setting is wrong', () => {
    expect(() => readConfig({ load: 'small', api: { access: 'open' } })).toThrow(/millrace\.api\.access: .*"public"/);
  });
});

describe('the stacks', () => {
  it('need no NAT gateway unless it is asked for', () => {
    const app = new App();
    addPlatform(app, readConfig({ load: 'small' }));
    const network = app.node.children.find((child) => child instanceof NetworkStack);
    if (network === undefined) throw new Error('there is no network');
    Template.fromStack(network).resourceCountIs('AWS::EC2::NatGateway', 0);
  });
});
