// The front door, and the functions behind and beside it.
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../infra/presets.ts';
import { PRESET_CASES } from './support/cases.ts';
import { stackOf } from './support/synthesize.ts';

const api = (configuration: unknown = PRESET_CASES.small) => stackOf(configuration, 'Api').template;
const own = (change: object) => ({ load: 'small', api: change });
const oidc = { issuer: 'https://login.example.com', audience: 'millrace', groups: { staff: 'viewer', ops: 'admin' } };
const domain = {
  name: 'events.example.com',
  hostedZoneId: 'Z0123456789',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b',
};

describe('the front door', () => {
  it('streams every answer', () => {
    const modes = Object.values(api().findResources('AWS::ApiGateway::Method')).map(
      (method) => method['Properties'].Integration.ResponseTransferMode,
    );
    expect(modes.length).toBeGreaterThan(15);
    expect(new Set(modes)).toEqual(new Set(['STREAM']));
  });

  it('calls functions by the path that streams', () => {
    api().hasResourceProperties('AWS::ApiGateway::Method', {
      Integration: {
        Uri: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('response-streaming-invocations')])] },
      },
    });
  });

  it('takes packed bodies as they are', () => {
    api().hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
  });

  it('logs each access, measures, traces and throttles', () => {
    api().hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'live',
      AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('requestId') },
      TracingEnabled: true,
      MethodSettings: [
        Match.objectLike({
          ThrottlingRateLimit: Match.anyValue(),
          ThrottlingBurstLimit: Match.anyValue(),
          MetricsEnabled: true,
        }),
      ],
    });
  });

  it('writes no bodies into logs', () => {
    api().hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [Match.objectLike({ DataTraceEnabled: false })],
    });
  });

  it('refuses in the form in which the application does', () => {
    api().hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'REQUEST_TOO_LARGE',
      StatusCode: '413',
      ResponseTemplates: { 'application/json': Match.stringLikeRegexp('"code":"request.too-large"') },
    });
  });

  it('lets in whom it knows by its domain alone, where it has one', () => {
    const template = api(own({ domain }));
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    template.hasResourceProperties('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_2' });
    template.hasOutput('Url', { Value: 'https://events.example.com' });
  });
});

describe('a public API', () => {
  it('is behind a WAF with a rate for each address', () => {
    api(own({ requestsPerAddress: 1234 })).hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: Match.arrayWith([
        Match.objectLike({
          Statement: { RateBasedStatement: Match.objectLike({ Limit: 1234, AggregateKeyType: 'IP' }) },
        }),
      ]),
    });
    api().resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
  });

  it('has no group against SQL injection, as SQL is what is sent', () => {
    expect(JSON.stringify(api().findResources('AWS::WAFv2::WebACL'))).not.toContain('SQLi');
  });

  it('lets logs of attacks in as events', () => {
    api().hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: Match.arrayWith([
        Match.objectLike({
          Statement: {
            ManagedRuleGroupStatement: Match.objectLike({
              Name: 'AWSManagedRulesKnownBadInputsRuleSet',
              RuleActionOverrides: Match.arrayWith([{ Name: 'Log4JRCE_BODY', ActionToUse: { Count: {} } }]),
            }),
          },
        }),
      ]),
    });
  });
});

describe('a private API', () => {
  const template = () => api(own({ access: 'private' }));

  it('answers to its endpoint alone, without a WAF', () => {
    template().hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['PRIVATE'] },
      Policy: {
        Statement: [Match.objectLike({ Condition: { StringEquals: { 'aws:SourceVpce': Match.anyValue() } } })],
      },
    });
    template().resourceCountIs('AWS::WAFv2::WebACL', 0);
  });

  it('has no domain', () => {
    expect(() => api(own({ access: 'private', domain }))).toThrow(/millrace\.api\.domain: a private API/);
  });
});

describe('functions', () => {
  it('all have a bound on how many run at once, a time-out, a trace and a log group', () => {
    const functions = Object.values(api().findResources('AWS::Lambda::Function')).map((made) => made['Properties']);
    expect(functions.length).toBeGreaterThanOrEqual(10);
    for (const made of functions) {
      expect(made).toMatchObject({
        Architectures: ['arm64'],
        ReservedConcurrentExecutions: expect.any(Number),
        Timeout: expect.any(Number),
        MemorySize: expect.any(Number),
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: expect.anything() },
      });
    }
  });

  it.each(['Definitions', 'Ingest', 'Tail', 'Query', 'Evaluate', 'Export', 'Probe'])(
    'of Kafka and Druid are in the VPC: %s',
    (id) => {
      api().hasResourceProperties('AWS::Lambda::Function', {
        Description: `Millrace: ${id}`,
        VpcConfig: Match.objectLike({ SecurityGroupIds: Match.anyValue() }),
      });
    },
  );

  it.each(['Outbound', 'Notify', 'Deliver', 'RegisterAdmin'])('that reach the internet are outside: %s', (id) => {
    api().hasResourceProperties('AWS::Lambda::Function', { Description: `Millrace: ${id}`, VpcConfig: Match.absent() });
  });

  it('that reach the internet see no secret of Druid', () => {
    const policies = api().findResources('AWS::IAM::Policy', {
      Properties: { PolicyName: Match.stringLikeRegexp('^Role(notifier|outbound)') },
    });
    expect(Object.keys(policies)).toHaveLength(2);
    expect(JSON.stringify(policies)).not.toContain('secretsmanager');
  });

  it('have no secret in their environment, but the names of secrets', () => {
    const variables = Object.values(api().findResources('AWS::Lambda::Function')).flatMap((made) =>
      Object.keys(made['Properties'].Environment.Variables),
    );
    expect(new Set(variables.filter((name) => /SECRET|PASSWORD|TOKEN/.test(name)))).toEqual(
      new Set(['MILLRACE_DRUID_SECRET_ARN', 'MILLRACE_DRUID_AUTHORITY_SECRET_ARN', 'MILLRACE_ADMIN_SECRET_ARN']),
    );
  });

  it('run at once as often as the load needs, and never but once', () => {
    const reserved = (configuration: unknown) =>
      Object.values(
        api(configuration).findResources('AWS::Lambda::Function', { Properties: { Description: 'Millrace: Query' } }),
      ).map((made) => made['Properties'].ReservedConcurrentExecutions);
    const busy = { ...PRESETS.large, queriesPerSecond: 2000 };
    expect(reserved(PRESET_CASES.small)).toEqual([10]);
    expect(reserved({ load: busy })[0]).toBeGreaterThan(100);
  });

  it("know the account's quotas of Managed Flink", () => {
    api({ load: 'small', flink: { kpus: 128 } }).hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Millrace: Definitions',
      Environment: {
        Variables: Match.objectLike({ MILLRACE_FLINK_MOST_APPLICATIONS: '100', MILLRACE_FLINK_MOST_KPUS: '128' }),
      },
    });
  });

  it('leave deliveries to the one that reaches receivers', () => {
    api().hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Millrace: Evaluate',
      Environment: { Variables: Match.objectLike({ MILLRACE_DELIVERS: 'false' }) },
    });
  });
});

describe('what wakes functions', () => {
  it('is each minute for rules, deliveries and the canary', () => {
    api().resourceCountIs('AWS::Scheduler::Schedule', 3);
    api().allResourcesProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(* * * * ? *)',
      Target: Match.objectLike({
        Input: '{"time":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: Match.anyValue(),
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      }),
    });
  });

  it('may leave in the encrypted queue what it could not wake', () => {
    api().hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^Rolescheduler'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey']) }),
          Match.objectLike({ Action: 'sqs:SendMessage' }),
        ]),
      },
    });
  });

  it.each(['outbox#', 'export#'])('is a new item in the table, with a place for what fails: %s', (prefix) => {
    api().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      FilterCriteria: { Filters: [{ Pattern: Match.stringLikeRegexp(prefix) }] },
    });
  });

  it("fetches an issuer's keys where one is set, and tells functions of its groups", () => {
    const template = api(own({ oidc }));
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(*/5 * * * ? *)' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Millrace: FetchTokenKeys',
      VpcConfig: Match.absent(),
      Environment: {
        Variables: Match.objectLike({
          MILLRACE_OIDC_GROUPS_CLAIM: 'groups',
          MILLRACE_OIDC_GROUPS: 'staff=viewer,ops=admin',
        }),
      },
    });
  });
});

describe('the API', () => {
  it('passes only the role of applications on, and only to Managed Flink', () => {
    api().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'iam:PassRole',
            Condition: { StringEquals: { 'iam:PassedToService': 'kinesisanalytics.amazonaws.com' } },
          }),
        ]),
      },
    });
  });
});
