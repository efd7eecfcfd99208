// The configurations that every security assertion is checked on.
import { ROLES } from '../../../infra/config.ts';
import { resourcesOf } from './synthesize.ts';
import type { Resource } from './synthesize.ts';

const account = '111122223333';
export const BOUNDARY = `arn:aws:iam::${account}:policy/boundary`;
export const KEY_ARN = `arn:aws:kms:eu-west-1:${account}:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`;

export const PRESET_CASES = { small: { load: 'small' }, medium: { load: 'medium' }, large: { load: 'large' } };
export const DEVELOPMENT = { load: 'small', environment: 'development' };
export const OWN_ROLES = {
  load: 'small',
  permissionsBoundary: BOUNDARY,
  roles: Object.fromEntries(ROLES.map((name) => [name, `arn:aws:iam::${account}:role/${name}`])),
};
/** Everything that can be the account's own, but its roles. */
export const OWN = {
  load: 'small',
  network: {
    vpc: {
      id: 'vpc-0a1b2c3d',
      cidr: '10.0.0.0/16',
      availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d', 'subnet-2a1b2c3d'],
      endpointsSecurityGroupId: 'sg-1a1b2c3d',
    },
  },
  kafka: {
    type: 'existing',
    clusterArn: `arn:aws:kafka:eu-west-1:${account}:cluster/theirs/0a1b`,
    securityGroupId: 'sg-0a1b2c3d',
  },
  keyArn: KEY_ARN,
  logBucket: 'their-logs',
  permissionsBoundary: BOUNDARY,
  qualifier: 'theirs',
  tags: { 'cost-centre': '42' },
};
/** Everything that can be asked for. */
export const RICH = {
  load: 'medium',
  network: { egress: 'nat', sessions: true },
  kafka: { type: 'provisioned', brokers: 'express', second: true },
  druid: { tasks: 'indexer', postgres: 'provisioned' },
  api: { access: 'private' },
  alarms: { email: 'on-call@example.com', webhook: 'https://example.com/alarms', monthlyBudgetUsd: 1000 },
};

export const CASES: [string, unknown][] = Object.entries({
  ...PRESET_CASES,
  'a development environment': DEVELOPMENT,
  'roles of the account': OWN_ROLES,
  'a VPC, cluster, key and bucket of the account': OWN,
  'everything that can be asked for': RICH,
});

export const resourcesOfAllCases = (): Resource[] => CASES.flatMap(([, configuration]) => resourcesOf(configuration));
