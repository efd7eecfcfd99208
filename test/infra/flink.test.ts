// What pipelines need before there is one.
import { Match } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { flinkJar } from '../../infra/assets.ts';
import { stackOf } from './support/synthesize.ts';

const flink = () => stackOf({ load: 'small' }, 'Flink').template;
const allowing = (actions: string[], resource: unknown) =>
  Match.objectLike({
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: actions, Resource: resource })]) },
  });

describe('the role of applications', () => {
  it('is for Managed Flink in this account alone', () => {
    flink().hasResourceProperties('AWS::IAM::Role', {
      Description: 'Millrace: flink',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'kinesisanalytics.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ],
      },
    });
  });

  it('reads and writes records, with transactions, and makes no topic', () => {
    const text = JSON.stringify(flink().findResources('AWS::IAM::Policy', { Properties: policyOf('flink') }));
    expect(text).toContain('kafka-cluster:AlterTransactionalId');
    expect(text).not.toContain('kafka-cluster:CreateTopic');
  });
});

describe('the planner', () => {
  it('is a Java function that is warm before it is first called', () => {
    flink().hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'io.millrace.flink.planner.PlannerHandler::handleRequest',
      Architectures: ['arm64'],
      SnapStart: { ApplyOn: 'PublishedVersions' },
      ReservedConcurrentExecutions: 10,
      VpcConfig: Match.absent(),
    });
  });

  it('is called by an alias, as only versions have a snapshot', () => {
    flink().hasResourceProperties('AWS::Lambda::Alias', { Name: 'live' });
  });
});

describe('the removal of the stack', () => {
  it('stops applications before their role and their log group are gone', () => {
    flink().hasResource('AWS::CloudFormation::CustomResource', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Logs'), Match.stringLikeRegexp('^Roleflink')]),
    });
  });

  it('keeps what is stopped in production, and removes it in development', () => {
    const inDevelopment = stackOf({ load: 'small', environment: 'development' }, 'Flink').template;
    const removes = (value: string) => ({ Environment: { Variables: { MILLRACE_REMOVES_APPLICATIONS: value } } });
    flink().hasResourceProperties('AWS::Lambda::Function', removes('false'));
    inDevelopment.hasResourceProperties('AWS::Lambda::Function', removes('true'));
  });

  it('may end the applications of this platform alone', () => {
    flink().hasResourceProperties(
      'AWS::IAM::Policy',
      allowing(
        [
          'kinesisanalytics:DeleteApplication',
          'kinesisanalytics:DescribeApplication',
          'kinesisanalytics:ListApplicationSnapshots',
          'kinesisanalytics:StopApplication',
        ],
        { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':application/millrace-\\*$')])] },
      ),
    );
  });
});

describe('the key', () => {
  it('is open to Managed Flink for the state of these applications', () => {
    stackOf({ load: 'small' }, 'Storage').template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:CreateGrant',
            Principal: { Service: 'infrastructure.kinesisanalytics.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' } }),
          }),
        ]),
      },
    });
  });
});

describe('the assets', () => {
  it('are a file that does nothing, where templates are only looked at', () => {
    expect(flinkJar(new App({ context: { assets: 'placeholder' } }).node)).toMatch(/placeholder/);
  });
});

const policyOf = (role: string) => ({ PolicyName: Match.stringLikeRegexp(`^Role${role}`) });
