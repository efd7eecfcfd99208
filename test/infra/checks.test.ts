import { App, Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { rulesIn, wideIngress } from './support/check-groups.ts';
import { unboundedRoles, withoutLaunchTemplate, withoutSessionMetadata } from './support/check-machines.ts';
import { fixedNames } from './support/check-names.ts';
import { openPrincipals, wildActions, wildResources } from './support/check-policies.ts';
import { endlessLogs, fates, unencrypted, unencryptedVolumes } from './support/check-rest.ts';
import { plain } from './support/check-transit.ts';
import { untagged } from './support/check-tags.ts';
import { findingsIn } from './support/synthesize.ts';
import type { Resource } from './support/synthesize.ts';

function planted(type: string, properties: Record<string, unknown> = {}): Resource[] {
  return [{ stack: 'Planted', id: 'It', type, properties, deletionPolicy: undefined }];
}

const policy = (statement: Record<string, unknown>, type = 'AWS::IAM::Policy'): Resource[] =>
  planted(type, { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } });

describe('what is planted is found: groups', () => {
  it.each([
    ['a rule for anyone', { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
    ['a rule for anyone with IPv6', { CidrIpv6: '::/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
    ['a rule for all protocols', { CidrIp: '10.0.0.0/8', IpProtocol: '-1' }],
    ['a rule for all ports', { CidrIp: '10.0.0.0/8', IpProtocol: 'tcp', FromPort: 0, ToPort: 65_535 }],
  ])('%s', (_, rule) => {
    expect(wideIngress(planted('AWS::EC2::SecurityGroupIngress', rule))).toHaveLength(1);
    expect(wideIngress(planted('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [rule] }))).toHaveLength(1);
  });

  it('a rule beside the port matrix', () => {
    const rule = { GroupId: 'sg-1', SourceSecurityGroupId: 'sg-2', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
    expect(rulesIn(planted('AWS::EC2::SecurityGroupIngress', rule)).ingress).toEqual(['"sg-2" -> "sg-1": tcp 22-22']);
  });
});

describe('what is planted is found: policies', () => {
  it.each(['*', 's3:*'])('the action %s', (Action) => {
    expect(wildActions(policy({ Action, Resource: 'arn' }))).toEqual([`Planted/It: ${Action}`]);
  });

  it('all actions on a key for someone else than its account', () => {
    expect(wildActions(policy({ Action: 'kms:*', Principal: { AWS: 'arn:x' } }, 'AWS::KMS::Key'))).toHaveLength(1);
  });

  it('an action on * that could be on something', () => {
    const statement = { Action: ['ec2:DescribeVpcs', 's3:GetObject'], Resource: '*' };
    expect(wildResources(policy(statement))).toEqual(['Planted/It: s3:GetObject on *']);
  });

  it('anybody, without a condition', () => {
    expect(openPrincipals(policy({ Action: 's3:GetObject', Principal: '*' }, 'AWS::S3::BucketPolicy'))).toHaveLength(1);
  });

  it('a role without the boundary', () => {
    expect(unboundedRoles(planted('AWS::IAM::Role'), 'arn:x')).toEqual(['Planted/It']);
  });
});

describe('what is planted is found: what rests', () => {
  it.each(
    [
      'AWS::DynamoDB::Table',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::MSK::Cluster',
      'AWS::RDS::DBCluster',
    ].concat([
      'AWS::S3::Bucket',
      'AWS::SecretsManager::Secret',
      'AWS::SNS::Topic',
      'AWS::SQS::Queue',
      'AWS::EC2::Volume',
    ]),
  )('a %s without a key', (type) => {
    expect(unencrypted(planted(type))).toEqual(['Planted/It']);
  });

  it('a volume without a key', () => {
    const LaunchTemplateData = { BlockDeviceMappings: [{ Ebs: { Encrypted: true } }] };
    expect(unencryptedVolumes(planted('AWS::EC2::LaunchTemplate', { LaunchTemplateData }))).toEqual(['Planted/It']);
  });

  it.each(['AWS::Logs::LogGroup', 'AWS::Lambda::Function'])('a %s whose logs never end', (type) => {
    expect(endlessLogs(planted(type))).toEqual(['Planted/It']);
  });

  it('a table that is removed with its stack', () => {
    expect(fates(planted('AWS::DynamoDB::Table'))).toEqual(['Planted/It: Delete']);
  });
});

describe('what is planted is found: what goes over the network', () => {
  it.each([
    [
      'AWS::CloudFront::Distribution',
      { DistributionConfig: { DefaultCacheBehavior: { ViewerProtocolPolicy: 'allow-all' } } },
    ],
    ['AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP' }],
    [
      'AWS::MSK::Cluster',
      { EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS_PLAINTEXT', InCluster: true } } },
    ],
    ['AWS::RDS::DBCluster', {}],
    ['AWS::S3::Bucket', {}],
    ['AWS::SNS::Topic', {}],
    ['AWS::SQS::Queue', {}],
  ])('a %s without TLS', (type, properties) => {
    expect(plain(planted(type, properties))).toEqual(['Planted/It']);
  });
});

describe('what is planted is found: machines, names, tags', () => {
  it('a launch template that answers without a session', () => {
    expect(withoutSessionMetadata(planted('AWS::EC2::LaunchTemplate', { LaunchTemplateData: {} }))).toEqual([
      'Planted/It',
    ]);
  });

  it('an instance without a launch template', () => {
    expect(withoutLaunchTemplate(planted('AWS::EC2::Instance'))).toEqual(['Planted/It']);
  });

  it('a name', () => {
    expect(fixedNames(planted('AWS::SQS::Queue', { QueueName: 'mine' }))).toEqual(['Planted/It: QueueName mine']);
  });

  it('something without the tag', () => {
    const stack = new Stack(new App(), 'Planted');
    const bucket = new CfnBucket(stack, 'It');
    expect(untagged(stack, 'millrace:platform')).toEqual([bucket.node.path]);
  });

  it("something against AWS's rules", () => {
    const app = new App();
    const bucket = new CfnBucket(new Stack(app, 'Planted'), 'It');
    expect(findingsIn(app).join('\n')).toContain(`${bucket.node.path}: AwsSolutions-S1: `);
  });
});
