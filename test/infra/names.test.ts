import { describe, expect, it } from 'vitest';
import { givenNames } from './support/check-names.ts';
import { resourcesOf } from './support/synthesize.ts';

describe('two platforms of an account', () => {
  it('share no name that is given', () => {
    const names = new Set(givenNames(resourcesOf({ load: 'small' })));
    const others = givenNames(resourcesOf({ load: 'small', name: 'other' }));
    expect(names.size).toBeGreaterThan(2);
    expect(others.filter((name) => names.has(name))).toEqual([]);
  });
});

describe('a cluster of another kind', () => {
  it('has another name, so that it can be made before the first one is removed', () => {
    const namesWith = (brokers: string): string[] =>
      givenNames(resourcesOf({ load: 'small', kafka: { type: 'provisioned', brokers } })).filter((name) =>
        /MSK/.test(name),
      );
    expect(namesWith('standard').filter((name) => namesWith('express').includes(name))).toEqual([]);
  });
});
