import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffDefinitions } from '#cli/logic/diff-definitions.ts';

describe('diffDefinitions', () => {
  test('finds the smallest parts that differ', () => {
    const before = { owner: 'a', schema: { key: 'k', eventTime: 't' }, tags: ['x'] };
    const after = { owner: 'a', schema: { key: 'l' }, tags: ['x', 'y'], retention: 'P1D' };

    expect(diffDefinitions(before, after)).toEqual([
      { path: 'schema.key', before: 'k', after: 'l' },
      { path: 'schema.eventTime', before: 't', after: undefined },
      { path: 'tags', before: ['x'], after: ['x', 'y'] },
      { path: 'retention', before: undefined, after: 'P1D' },
    ]);
  });

  test('matches items of a list by their names', () => {
    const before = {
      fields: [
        { name: 'a', type: 'int' },
        { name: 'b', type: 'int' },
      ],
    };
    const after = {
      fields: [
        { name: 'c', type: 'int' },
        { name: 'a', type: 'long' },
      ],
    };

    expect(diffDefinitions(before, after)).toEqual([
      { path: 'fields.a.type', before: 'int', after: 'long' },
      { path: 'fields.b', before: { name: 'b', type: 'int' }, after: undefined },
      { path: 'fields.c', before: undefined, after: { name: 'c', type: 'int' } },
    ]);
  });

  test('says when only the order of named items differs', () => {
    const [a, b] = [{ name: 'a' }, { name: 'b' }];

    expect(diffDefinitions({ fields: [a, b] }, { fields: [b, a] })).toEqual([
      { path: 'fields (order)', before: ['a', 'b'], after: ['b', 'a'] },
    ]);
  });

  const definition = fc.jsonValue({ maxDepth: 3 });
  test('a value does not differ from itself, however its fields are ordered', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), definition), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(diffDefinitions(value, turned)).toEqual([]);
      }),
    );
  });

  test('two values differ somewhere exactly when they are not equal', () => {
    const named = fc.record({ name: fc.constantFrom('a', 'b', 'c'), value: fc.integer({ max: 2, min: 0 }) });
    const generated = fc.oneof(definition, fc.record({ items: fc.array(named, { maxLength: 3 }) }));
    const anything = generated.map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(anything, anything, (one, other) => {
        expect(diffDefinitions(one, other).length === 0).toBe(isDeepStrictEqual(one, other));
      }),
    );
  });
});
