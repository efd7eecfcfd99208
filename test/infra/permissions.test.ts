import { describe, expect, it } from 'vitest';
import { DEPLOYER_PERMISSIONS, deployerPolicy } from '../../infra/deployer-permissions.ts';
import type { PermissionGroup } from '../../infra/deployer-permissions.ts';
import { resourcesOfAllCases } from './support/cases.ts';
import { printPermissions } from './support/print-permissions.ts';

const GROUPS = ['network', 'data', 'machines', 'functions', 'sight'] as const satisfies PermissionGroup[];
/** Of a managed policy, without white space. */
const MOST_CHARACTERS = 6144;

describe('what CloudFormation must be allowed', () => {
  it('is said for each type of resource that any configuration makes', () => {
    const known = new Set(Object.values(DEPLOYER_PERMISSIONS).flatMap((permissions) => Object.keys(permissions)));
    const types = new Set(resourcesOfAllCases().map(({ type }) => type));
    expect([...types].filter((type) => !known.has(type))).toEqual([]);
  });

  it.each(GROUPS)('fits into a policy: %s', (group) => {
    expect(JSON.stringify(deployerPolicy(group)).length).toBeLessThan(MOST_CHARACTERS);
  });

  it('stands in the documentation, beside what each role may do', async () => {
    await expect(printPermissions()).toMatchFileSnapshot('../../docs/permissions.md');
  });
});
