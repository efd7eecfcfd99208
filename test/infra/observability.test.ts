import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { CASES, RICH } from './support/cases.ts';
import { metricsWatched, unheardAlarms, unwatchedFunctions } from './support/check-alarms.ts';
import { resourcesOf, stackOf, synthesize } from './support/synthesize.ts';

const STANDARD = { type: 'provisioned', brokers: 'standard' };

describe.each(CASES)('with %s', (_, configuration) => {
  it('every alarm tells when it begins and when it ends', () => {
    expect(unheardAlarms(resourcesOf(configuration))).toEqual([]);
  });

  it('every function is watched', () => {
    expect(unwatchedFunctions(resourcesOf(configuration))).toEqual([]);
  });
});

describe('alarms', () => {
  it.each([
    'ActiveControllerCount',
    'OfflinePartitionsCount',
    'UnderReplicatedPartitions',
    'KafkaDataLogsDiskUsed',
    'EstimatedMaxTimeLag',
    'restartingTime',
    'failingTime',
    'numRestarts',
    'numberOfFailedCheckpoints',
    'backPressuredTimeMsPerSecond',
    'currentOutputWatermark',
    'ingest/kafka/lag',
    'ingest/events/unparseable',
    'segment/unavailable/count',
    'task/failed/count',
    'query/time',
    'jvm/heap/percent',
    'CanaryFreshness',
    'EvaluationLag',
    'ReadThrottleEvents',
  ])('look at %s', (metric) => {
    expect(metricsWatched(resourcesOf({ load: 'medium', kafka: STANDARD }))).toContain(metric);
  });

  it('say nothing of volumes where brokers have none', () => {
    expect(metricsWatched(resourcesOf(RICH))).not.toContain('KafkaDataLogsDiskUsed');
  });

  it('say nothing of the brokers of an existing cluster, but of its consumers', () => {
    const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/theirs/0a1b';
    const kafka = { type: 'existing', clusterArn, securityGroupId: 'sg-0a1b2c3d' };
    const watched = metricsWatched(resourcesOf({ load: 'small', kafka }));
    expect(watched).not.toContain('ActiveControllerCount');
    expect(watched).toContain('WHERE \\"Cluster Name\\" = \'theirs\'');
  });

  it('are raised when the canary is silent', () => {
    stackOf({ load: 'small' }, 'Observability').template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: [Match.objectLike({ Expression: Match.stringLikeRegexp('CanaryFailures') })],
      TreatMissingData: 'breaching',
    });
  });
});

describe('who is told', () => {
  it('is an address and a webhook', () => {
    const { template } = stackOf(RICH, 'Observability');
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'on-call@example.com' });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'https' });
  });

  it('is told by alarms and budgets of this account alone', () => {
    stackOf(RICH, 'Observability').template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      }),
    });
  });
});

describe('the budget', () => {
  it('counts what has the tag of the platform', () => {
    stackOf(RICH, 'Observability').template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: {
        BudgetLimit: { Amount: 1000, Unit: 'USD' },
        CostFilters: { TagKeyValue: ['user:millrace:platform$millrace'] },
      },
    });
  });

  it('is refused where AWS has none', () => {
    const configuration = { ...RICH, region: 'cn-north-1' };
    expect(() => synthesize(configuration)).toThrow(
      /millrace\.alarms\.monthlyBudgetUsd: AWS has no budgets in cn-north-1/,
    );
  });
});
