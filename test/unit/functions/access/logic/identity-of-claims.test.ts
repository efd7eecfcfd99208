import { describe, expect, it } from 'vitest';
import { identityOfClaims } from '#functions/access/logic/identity-of-claims.ts';
import type { GroupRoles } from '#functions/access/logic/identity-of-claims.ts';

const groups: GroupRoles = { claim: 'cognito:groups', roles: { staff: 'viewer', writers: 'editor' } };

describe('an identity', () => {
  it.each([
    ['a list', ['others', 'staff', 'writers'], 'editor'],
    ['one group as text', 'staff', 'viewer'],
    ['several groups in one text', 'staff writers', 'editor'],
  ])('has the highest role of its groups: %s', (_, held, role) => {
    expect(identityOfClaims({ sub: 'u-1', email: 'a@b.example', 'cognito:groups': held }, groups)).toMatchObject({
      subject: 'u-1',
      name: 'a@b.example',
      role,
    });
  });

  it.each([[undefined], [[]], [7], [['constructor', 'others']]])(
    'is refused without a group that has a role: %j',
    (held) => {
      expect(() => identityOfClaims({ sub: 'u-1', 'cognito:groups': held }, groups)).toThrow(
        /no group of u-1 has a role/,
      );
    },
  );

  it('is nobody without a subject', () => {
    expect(() => identityOfClaims({ 'cognito:groups': ['staff'] }, groups)).toThrow(/no subject/);
  });
});
