import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcherFilters } from '#functions/alerts/logic/import/matcher-filters.ts';
import { meetsFilters } from '#functions/alerts/logic/rule-test/meets-filters.ts';

const OPERATORS = ['=', '!=', '=~', '!~'] as const;
/** As Prometheus judges it: anchored, and a label that is not there is the empty text. */
const matches = (operator: (typeof OPERATORS)[number], pattern: string, value: string) => {
  const isEqual =
    operator === '=' || operator === '!=' ? value === pattern : new RegExp(`^(?:${pattern})$`, 's').test(value);
  return operator === '=' || operator === '=~' ? isEqual : !isEqual;
};
const verdict = (operator: (typeof OPERATORS)[number], value: string, label: string | null) =>
  meetsFilters(matcherFilters('d', { label: 'd', operator, value }), { d: label }, new Map([['d', 'string']]));

describe('matcherFilters', () => {
  const patterns = fc.constantFrom(
    '',
    'a',
    'a|b',
    '(a|bc)',
    'a.*',
    'a_b.*',
    '.*b',
    '.*a.*',
    '5..',
    '[45]..',
    '[a-c]x',
    'a\\.b',
    '\\d',
    '.+',
    '.*',
    'a.*b',
    'x|a.*|.b',
    'a%.*',
  );
  const labels = fc.oneof(
    fc.constantFrom(
      null,
      '',
      'a',
      'b',
      'bc',
      'ab',
      'a_b',
      'a_bc',
      'axb',
      '500',
      '50',
      'cx',
      'dx',
      'a.b',
      '7',
      'a%',
      'xb',
      'x',
    ),
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', '5', '0', '.', '_', '%', 'x'), maxLength: 4 }),
  );

  it('means of every value what the matcher means', () => {
    fc.assert(
      fc.property(patterns, labels, (pattern, label) => {
        expect(verdict('=~', pattern === '' ? 'a' : pattern, label)).toBe(
          matches('=~', pattern === '' ? 'a' : pattern, label ?? ''),
        );
        expect(verdict('=', pattern, label)).toBe(matches('=', pattern, label ?? ''));
        expect(verdict('!=', pattern, label)).toBe(matches('!=', pattern, label ?? ''));
      }),
      { numRuns: 2000 },
    );
  });

  it('means of every value what the contrary of a regular expression means', () => {
    const some = patterns.filter((pattern) => pattern !== '' && pattern !== '.*');
    fc.assert(
      fc.property(some, labels, (pattern, label) => {
        expect(verdict('!~', pattern, label)).toBe(matches('!~', pattern, label ?? ''));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['a?', 'a|', '(a|b)c', 'a{2}', '[^a]', 'a*', '^a', 'a_.*b', '.*|a', '\\w+', '[a-z][a-z][a-z]'])(
    'refuses %s',
    (pattern) => {
      expect(() => matcherFilters('d', { label: 'd', operator: '=~', value: pattern })).toThrow(
        'no filter says the regular expression',
      );
    },
  );
});
