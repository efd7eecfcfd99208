import { describe, expect, it } from 'vitest';
import { OWN, PRESET_CASES } from './support/cases.ts';
import { resourcesOf, synthesize } from './support/synthesize.ts';

/** Everything that is synthesized, where it names the partition of most regions. */
function namesOfPartition(where: object): string[] {
  const templates = [...synthesize({ ...PRESET_CASES.medium, ...where }).stacks.values()];
  return templates.flatMap(({ template }) => JSON.stringify(template.toJSON()).match(/.{80}arn:aws:.{40}/g) ?? []);
}

describe.each([
  ['whatever region the credentials are for', {}],
  ['China', { region: 'cn-north-1' }],
  ['the US government', { region: 'us-gov-west-1' }],
])('for %s', (_, where) => {
  it('no template names a partition that it may not be in', () => {
    expect(namesOfPartition(where)).toEqual([]);
  });
});

describe('for Ireland', () => {
  it('templates name its partition', () => {
    expect(namesOfPartition({ region: 'eu-west-1' })).not.toEqual([]);
  });
});

describe('a qualifier of the bootstrap stack', () => {
  it('is that of the account', () => {
    const { stacks } = synthesize(OWN);
    expect(JSON.stringify(stacks.get('Storage')?.template.toJSON())).toContain('/cdk-bootstrap/theirs/version');
  });
});

describe('tags of the account', () => {
  it('are on what is made', () => {
    const group = resourcesOf(OWN).find(({ type }) => type === 'AWS::EC2::SecurityGroup');
    expect(group?.properties['Tags']).toContainEqual({ Key: 'cost-centre', Value: '42' });
  });
});
