import { describe, expect, it } from 'vitest';
import { readSettings } from '#functions/platform/settings.ts';

describe('the settings', () => {
  it('name every variable that is missing or wrong', () => {
    const read = () => readSettings({ MILLRACE_DRUID_BROKER_URL: 'nowhere' });
    expect(read).toThrow(/MILLRACE_CLUSTER_ARN/);
    expect(read).toThrow(/MILLRACE_DRUID_BROKER_URL/);
  });

  it('say where Flink runs: in subnets and groups, or in no VPC', () => {
    const least = {
      MILLRACE_CLUSTER_ARN: 'arn:aws:kafka:eu-west-1:1:cluster/c/1',
      MILLRACE_FLINK_ROLE_ARN: 'arn:aws:iam::1:role/r',
      MILLRACE_FLINK_LOG_GROUP_ARN: 'arn:aws:logs:eu-west-1:1:log-group:flink',
      MILLRACE_DRUID_BROKER_URL: 'https://broker',
      MILLRACE_DRUID_COORDINATOR_URL: 'https://coordinator',
    };
    const network = { MILLRACE_FLINK_SUBNET_IDS: 'subnet-1,subnet-2', MILLRACE_FLINK_SECURITY_GROUP_IDS: 'sg-1' };
    expect(readSettings(least).flinkNetwork).toBeUndefined();
    expect(readSettings({ ...least, ...network }).flinkNetwork).toEqual({
      subnetIds: ['subnet-1', 'subnet-2'],
      securityGroupIds: ['sg-1'],
    });
  });
});
