import { describe, expect, test } from 'vitest';
import { withoutStored } from '#cli/logic/without-stored.ts';

const stored = { version: 2, createdAt: 'c', updatedAt: 'u' };

describe('withoutStored', () => {
  test('takes away what the store adds to all definitions', () => {
    expect(withoutStored('rule', { name: 'a', status: 's', ...stored })).toEqual({ name: 'a', status: 's' });
  });

  test('takes away what the API adds to a silence, so that it can be applied again', () => {
    expect(withoutStored('silence', { name: 'a', author: 't', status: 'active', ...stored })).toEqual({ name: 'a' });
  });

  test('knows things that are no definitions', () => {
    expect(withoutStored('incident', { id: 'a', status: 'open' })).toEqual({ id: 'a', status: 'open' });
  });
});
