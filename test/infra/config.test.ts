import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { PRESETS } from '../../infra/presets.ts';

const VPC = {
  id: 'vpc-0a1b2c3d',
  cidr: '10.0.0.0/16',
  availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d', 'subnet-2a1b2c3d'],
};

describe('the configuration', () => {
  it.each([
    ['no load', {}, /millrace\.load: /],
    ['a preset that is not there', { load: 'huge' }, /millrace\.load: /],
    ['an unknown setting', { load: 'small', lod: 1 }, /millrace: Unrecognized key: "lod"/],
    ['an unknown setting inside another', { load: 'small', network: { nat: true } }, /millrace\.network: .*"nat"/],
    [
      'a word that is none of the choices',
      { load: 'small', api: { access: 'open' } },
      /millrace\.api\.access: .*"public"/,
    ],
    ['a name with capitals', { load: 'small', name: 'Mill' }, /millrace\.name: must be 2 to 20 of a-z/],
    [
      'a key that is no ARN',
      { load: 'small', keyArn: 'alias/mine' },
      /millrace\.keyArn: must be the ARN of a key in kms/,
    ],
    [
      'a role of another service',
      { load: 'small', roles: { api: 'arn:aws:s3:::x' } },
      /millrace\.roles\.api: must be the ARN of something in iam/,
    ],
    ['a role for nothing', { load: 'small', roles: { cook: 'arn:aws:iam::1:role/x' } }, /millrace\.roles: /],
    [
      'two subnets',
      { load: 'small', network: { vpc: { ...VPC, privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] } } },
      /millrace\.network\.vpc\.privateSubnetIds: /,
    ],
    [
      'a VPC by name',
      { load: 'small', network: { vpc: { ...VPC, id: 'main' } } },
      /millrace\.network\.vpc\.id: must look like vpc-0a1b2c3d4e5f67890/,
    ],
    [
      'a retention that CloudWatch does not know',
      { load: 'small', logRetentionDays: 10 },
      /millrace\.logRetentionDays: /,
    ],
    [
      'a peak below the average',
      { load: { ...PRESETS.small, eventsPerSecond: { average: 2, peak: 1 } } },
      /millrace\.load.*: peak must not be below average/,
    ],
    ['an address that is none', { load: 'small', alarms: { email: 'me' } }, /millrace\.alarms\.email: /],
    [
      'a webhook without TLS',
      { load: 'small', alarms: { webhook: 'http://x.example' } },
      /millrace\.alarms\.webhook: /,
    ],
  ])('with %s is refused in a sentence that names the setting', (_, configuration, sentence) => {
    expect(() => readConfig(configuration)).toThrow(sentence);
  });

  it('names each setting that is wrong', () => {
    expect(() => readConfig({ load: 'small', name: '1', region: 'x' })).toThrow(
      /millrace\.name: .*\nmillrace\.region: /,
    );
  });

  it('is read from JSON, as `-c millrace=` gives it', () => {
    expect(readConfig('{"load":"small","name":"mine"}').name).toBe('mine');
  });

  it('says that it is no JSON', () => {
    expect(() => readConfig('{load: small}')).toThrow(/millrace: must be JSON/);
  });

  it('takes a preset in place of its load', () => {
    expect(readConfig({ load: 'small' }, 'large').load).toEqual(PRESETS.large);
  });

  it('needs nothing but a load', () => {
    expect(readConfig({ load: 'small' })).toMatchObject({ environment: 'production', network: { egress: 'none' } });
  });
});
