import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FALSE, isExact, likePattern, TRUE, truthOf, UNKNOWN } from '#functions/alerts/logic/fusion/truth.ts';

const textIs = (operator: '=' | '!=' | '<' | '>=', value: string | number | boolean) =>
  truthOf({ dimension: 'd', operator, value }, 'string');

describe('the truth of a condition', () => {
  it.each([
    { operator: '=', value: 'b', a: FALSE, b: TRUE, c: FALSE },
    { operator: '!=', value: 'b', a: TRUE, b: FALSE, c: TRUE },
    { operator: '<', value: 'b', a: TRUE, b: FALSE, c: FALSE },
    { operator: '<=', value: 'b', a: TRUE, b: TRUE, c: FALSE },
    { operator: '>', value: 'b', a: FALSE, b: FALSE, c: TRUE },
    { operator: '>=', value: 'b', a: FALSE, b: TRUE, c: TRUE },
    { operator: 'like', value: 'b%', a: FALSE, b: TRUE, c: FALSE },
    { operator: 'not like', value: 'b%', a: TRUE, b: FALSE, c: TRUE },
  ] as const)('$operator is judged for each value and unknown for null', ({ operator, value, a, b, c }) => {
    const truth = truthOf({ dimension: 'd', operator, value }, 'string');
    expect(['a', 'b', 'c', null].map(truth)).toEqual([a, b, c, UNKNOWN]);
  });

  it('of lists is unknown for null, of null checks never', () => {
    const isIn = truthOf({ dimension: 'd', operator: 'in', values: ['a', 1] }, 'string');
    const notIn = truthOf({ dimension: 'd', operator: 'not in', values: ['a'] }, 'string');
    const isNull = truthOf({ dimension: 'd', operator: 'is null' }, 'string');
    const isNotNull = truthOf({ dimension: 'd', operator: 'is not null' }, 'string');
    expect(['a', '1', 'b', null].map(isIn)).toEqual([TRUE, TRUE, FALSE, UNKNOWN]);
    expect(['a', 'b', null].map(notIn)).toEqual([FALSE, TRUE, UNKNOWN]);
    expect(['', null].map(isNull)).toEqual([FALSE, TRUE]);
    expect(['', null].map(isNotNull)).toEqual([TRUE, FALSE]);
  });

  it('compares strings with the text of a value, and numbers as numbers', () => {
    expect(textIs('=', true)('true')).toBe(TRUE);
    expect(textIs('<', 10)('9')).toBe(FALSE);
    expect(truthOf({ dimension: 'd', operator: '<', value: 10 }, 'long')(9)).toBe(TRUE);
  });

  it('orders strings by UTF-16 units, as Druid does: a surrogate comes before U+FF61', () => {
    expect(textIs('<', '｡')('😀')).toBe(TRUE);
    expect(textIs('>=', '😀')('｡')).toBe(TRUE);
  });

  it('is left to Druid for patterns on numbers and lists of fractions for whole numbers', () => {
    const list = { dimension: 'd', operator: 'in' as const, values: [1.5, 2] };
    expect(isExact({ dimension: 'd', operator: 'like', value: 2 }, 'long')).toBe(false);
    expect(isExact(list, 'long')).toBe(false);
    expect(isExact(list, 'double')).toBe(true);
    expect(isExact({ ...list, values: [1, 2] }, 'long')).toBe(true);
  });
});

describe('a LIKE pattern', () => {
  it.each([
    { pattern: 'a_c', text: 'a\nc', matches: true },
    { pattern: '_', text: '😀', matches: true },
    { pattern: '__', text: '😀', matches: false },
    { pattern: 'A%', text: 'abc', matches: false },
    { pattern: 'a\\_c', text: 'a_c', matches: false },
    { pattern: '', text: '', matches: true },
    { pattern: '%', text: '', matches: true },
    { pattern: '%a%b', text: 'xaybab', matches: true },
    { pattern: '%a%b', text: 'xayba', matches: false },
    { pattern: 'a.c', text: 'abc', matches: false },
  ])('$pattern on $text: $matches', ({ pattern, text, matches }) => {
    expect(likePattern(pattern)(text)).toBe(matches);
  });

  it('matches what the regular expression of the same meaning matches', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su');
        expect(likePattern(pattern)(text)).toBe(expression.test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer than the lengths multiplied, whatever the pattern', () => {
    const startedAt = performance.now();
    expect(likePattern(`${'%a'.repeat(30)}b`)('a'.repeat(3000))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
