import { describe, expect, it } from 'vitest';
import { BOUNDARY, CASES, DEVELOPMENT, OWN_ROLES, PRESET_CASES, RICH } from './support/cases.ts';
import { expectedRules, rulesIn, wideIngress } from './support/check-groups.ts';
import { unboundedRoles, withoutLaunchTemplate, withoutSessionMetadata } from './support/check-machines.ts';
import { fixedNames } from './support/check-names.ts';
import { openPrincipals, wildActions, wildResources } from './support/check-policies.ts';
import { dataIn, endlessLogs, fates, unencrypted, unencryptedVolumes } from './support/check-rest.ts';
import { plain } from './support/check-transit.ts';
import { untagged } from './support/check-tags.ts';
import { resourcesOf, synthesize } from './support/synthesize.ts';

describe.each(CASES)('with %s', (_, configuration) => {
  it('nothing is let in from anywhere, by all protocols, or on many ports', () => {
    expect(wideIngress(resourcesOf(configuration))).toEqual([]);
  });

  it('no policy allows every action of a service', () => {
    expect(wildActions(resourcesOf(configuration))).toEqual([]);
  });

  it('a role acts on any resource only where AWS knows none for the action', () => {
    expect(wildResources(resourcesOf(configuration))).toEqual([]);
  });

  it('who is let in by a resource is named, or narrowed by a condition', () => {
    expect(openPrincipals(resourcesOf(configuration))).toEqual([]);
  });

  it('logs are encrypted and end', () => {
    expect(endlessLogs(resourcesOf(configuration))).toEqual([]);
  });

  it("all that rests is encrypted by a key of the account's own", () => {
    expect(unencrypted(resourcesOf(configuration))).toEqual([]);
    expect(unencryptedVolumes(resourcesOf(configuration))).toEqual([]);
  });

  it('all that goes over the network goes over TLS', () => {
    expect(plain(resourcesOf(configuration))).toEqual([]);
  });

  it('machines answer for their metadata to sessions only', () => {
    expect(withoutSessionMetadata(resourcesOf(configuration))).toEqual([]);
    expect(withoutLaunchTemplate(resourcesOf(configuration))).toEqual([]);
  });

  it('names are generated, but for those that must be given', () => {
    expect(fixedNames(resourcesOf(configuration))).toEqual([]);
  });

  it('whatever can be tagged says which platform it is of', () => {
    expect(untagged(synthesize(configuration).app, 'millrace:platform')).toEqual([]);
  });

  it("AWS's own rules find nothing that is not acknowledged with a reason", () => {
    expect(synthesize(configuration).findings).toEqual([]);
  });
});

describe.each([...Object.entries(PRESET_CASES), ['development', DEVELOPMENT]])('with %s', (_, configuration) => {
  it('the security groups say what the port matrix says, and nothing else', () => {
    expect(rulesIn(resourcesOf(configuration))).toEqual(expectedRules());
  });
});

describe('in production', () => {
  it('what holds data or logs outlives its stack', () => {
    expect(fates(resourcesOf(RICH)).filter((fate) => !/: (Retain|Snapshot)/.test(fate))).toEqual([]);
  });

  it('stacks with data cannot be removed by mistake', () => {
    const { stacks } = synthesize(RICH);
    const withData = new Set(dataIn(resourcesOf(RICH)).map(({ stack }) => stack));
    const unprotected = [...stacks].filter(([id, { stack }]) => withData.has(id) && !stack.terminationProtection);
    expect(unprotected.map(([id]) => id)).toEqual([]);
  });
});

describe('in development', () => {
  it('nothing is left behind when the stacks are removed', () => {
    expect(fates(resourcesOf(DEVELOPMENT)).filter((fate) => !fate.endsWith(': Delete'))).toEqual([]);
  });

  it('every stack can be removed', () => {
    const { stacks } = synthesize(DEVELOPMENT);
    expect([...stacks.values()].filter(({ stack }) => stack.terminationProtection)).toEqual([]);
  });
});

describe('roles of the account', () => {
  it('are used for everything: no role is made', () => {
    const made = resourcesOf(OWN_ROLES).filter(({ type }) => type === 'AWS::IAM::Role' || type === 'AWS::IAM::Policy');
    expect(made.map(({ stack, id }) => `${stack}/${id}`)).toEqual([]);
  });
});

describe('a permissions boundary', () => {
  it('bounds each role that is made', () => {
    const resources = resourcesOf({ load: 'small', permissionsBoundary: BOUNDARY });
    expect(resources.filter(({ type }) => type === 'AWS::IAM::Role').length).toBeGreaterThan(0);
    expect(unboundedRoles(resources, BOUNDARY)).toEqual([]);
  });
});
