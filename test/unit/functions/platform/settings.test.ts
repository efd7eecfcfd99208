import { describe, expect, it } from 'vitest';
import { readSettings } from '#functions/platform/settings.ts';

const LEAST = {
  MILLRACE_CLUSTER_ARN: 'arn:aws:kafka:eu-west-1:1:cluster/c/1',
  MILLRACE_FLINK_ROLE_ARN: 'arn:aws:iam::1:role/r',
  MILLRACE_FLINK_LOG_GROUP_ARN: 'arn:aws:logs:eu-west-1:1:log-group:flink',
  MILLRACE_DRUID_BROKER_URL: 'https://broker',
  MILLRACE_DRUID_COORDINATOR_URL: 'https://coordinator',
};

describe('the settings', () => {
  it('name every variable that is missing or wrong', () => {
    const read = () => readSettings({ MILLRACE_DRUID_BROKER_URL: 'nowhere' });
    expect(read).toThrow(/MILLRACE_CLUSTER_ARN/);
    expect(read).toThrow(/MILLRACE_DRUID_BROKER_URL/);
  });

  it('map the groups of an issuer to roles, and name what is no role', () => {
    const oidc = { MILLRACE_OIDC_ISSUER: 'https://issuer', MILLRACE_OIDC_GROUPS: 'cn=staff=viewer,platform=admin' };
    expect(readSettings({ ...LEAST, ...oidc }).oidc).toEqual({
      issuer: 'https://issuer',
      audience: 'millrace',
      groups: { claim: 'groups', roles: { 'cn=staff': 'viewer', platform: 'admin' } },
    });
    expect(readSettings(LEAST).oidc).toBeUndefined();
    expect(() => readSettings({ ...LEAST, ...oidc, MILLRACE_OIDC_GROUPS: 'staff' })).toThrow(/MILLRACE_OIDC_GROUPS/);
  });

  it('say where Flink runs: in subnets and groups, or in no VPC', () => {
    const network = { MILLRACE_FLINK_SUBNET_IDS: 'subnet-1,subnet-2', MILLRACE_FLINK_SECURITY_GROUP_IDS: 'sg-1' };
    expect(readSettings(LEAST).flinkNetwork).toBeUndefined();
    expect(readSettings({ ...LEAST, ...network }).flinkNetwork).toEqual({
      subnetIds: ['subnet-1', 'subnet-2'],
      securityGroupIds: ['sg-1'],
    });
  });
});
