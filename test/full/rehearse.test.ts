// The command line of the CDK on the real assemblies; moto in place of AWS, with stand-ins where it has nothing: docs/rehearsal.md.
import { beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from './rehearse-deploy.ts';
import type { Rehearsal } from './rehearse-deploy.ts';
import { summarize } from './rehearse-summary.ts';
import type { Summary } from './rehearse-summary.ts';

/** The first one may install moto. */
const REHEARSAL_MS = 600_000;
const STACKS = ['storage', 'network', 'streams', 'druid', 'flink', 'api', 'console', 'observability'];
/** Of moto 5.2.5. */
const MOTO_CANNOT_MAKE = [
  // Of the machines of ZooKeeper: it does not know the id of a network interface as an attribute.
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::EC2::LaunchTemplate',
  // It knows no listeners but of HTTP.
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::IAM::Policy',
  // It knows no Aurora by CloudFormation.
  'AWS::RDS::DBInstance',
];
const MOTO_CANNOT_REMOVE = [
  'AWS::ApiGateway::RestApi',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Lambda::LayerVersion',
  'AWS::Route53::HostedZone',
];

const typesOf = (found: { type: string }[]) => [...new Set(found.map(({ type }) => type))].toSorted();

let rehearsal: Rehearsal;
let summary: Summary;

describe.each([
  { environment: 'development', kept: [] },
  {
    environment: 'production',
    kept: [
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::RDS::DBSubnetGroup',
      'AWS::S3::Bucket',
    ],
  },
])('cdk deploy --all of a $environment environment', ({ environment, kept }) => {
  beforeAll(async () => {
    rehearsal = await rehearse({ load: 'small', environment });
    summary = summarize(rehearsal);
  }, REHEARSAL_MS);

  it('makes every stack, in the order in which they need each other', () => {
    expect(rehearsal.failure.deploy).toBeUndefined();
    const made = STACKS.map((part) => `millrace-${part}: CREATE_COMPLETE`);
    expect(summary.stacks.map(({ name, state }) => `${name}: ${state}`).toSorted()).toEqual(made.toSorted());
  });

  it('makes all resources of the types that moto knows, but those that it is known to fail at', () => {
    expect(typesOf(summary.notMade)).toEqual(MOTO_CANNOT_MAKE);
  });

  it('is undone by cdk destroy --all, and leaves what its templates say that it keeps', () => {
    expect(rehearsal.failure.destroy).toBeUndefined();
    expect(rehearsal.left.stacks).toEqual([]);
    expect(typesOf(summary.left.filter(({ because }) => because === 'kept'))).toEqual(kept);
  });

  it('leaves nothing else but what moto does not remove', () => {
    expect(typesOf(summary.left.filter(({ because }) => because !== 'kept'))).toEqual(MOTO_CANNOT_REMOVE);
  });
});
