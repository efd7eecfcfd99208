import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOfMatchers, matchesAll } from '#functions/alerts/logic/match-labels.ts';
import type { Matcher } from '#schemas/alerts/matcher.ts';

const labels = { origin: 'SFO', team: '' };
const matcher = (label: string, operator: Matcher['operator'], value: string): Matcher => ({ label, operator, value });

describe('matchesAll', () => {
  it.each<[string, Matcher, boolean]>([
    ['an equal value', matcher('origin', '=', 'SFO'), true],
    ['another value', matcher('origin', '=', 'SF'), false],
    ['another value that must not be', matcher('origin', '!=', 'SFO'), false],
    ['a pattern of the whole value', matcher('origin', '=~', 'S.O|LAX'), true],
    ['a pattern of a part of the value', matcher('origin', '=~', 'S|F'), false],
    ['a pattern that must not match', matcher('origin', '!~', 'S.*'), false],
    ['a label that is not there as empty', matcher('gate', '=', ''), true],
    ['a label that is not there by a pattern for empty', matcher('gate', '=~', '|B'), true],
    ['a label that is not there by a pattern for something', matcher('gate', '=~', '.+'), false],
    ['a label that is not there as not equal', matcher('gate', '!=', 'B'), true],
    ['a label that every object has, as one that is not there', matcher('constructor', '=', ''), true],
  ])('judges %s', (_, one, expected) => expect(matchesAll([one], labels)).toBe(expected));

  it('asks all of them, and none match everything', () => {
    expect(matchesAll([matcher('origin', '=', 'SFO'), matcher('team', '=', 'x')], labels)).toBe(false);
    expect(matchesAll([], labels)).toBe(true);
  });

  it('takes a pattern with a dot over lines', () => {
    expect(matchesAll([matcher('origin', '=~', 'a.b')], { origin: 'a\nb' })).toBe(true);
  });

  it('negates exactly', () => {
    const patterns = fc.constantFrom('', '.*', 'a+', 'a|b', '[ab]c?', '^a$');
    fc.assert(
      fc.property(patterns, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 }), (value, origin) => {
        const is = (operator: Matcher['operator']) => matchesAll([matcher('origin', operator, value)], { origin });
        expect(is('=~')).toBe(!is('!~'));
        expect(is('=')).toBe(!is('!='));
        expect(is('=~')).toBe(new RegExp(`^(?:${value})$`).test(origin));
      }),
    );
  });

  it('takes little time for a pattern that makes other machines go back and forth for years', () => {
    const startedAt = performance.now();
    expect(matchesAll([matcher('origin', '=~', '(a+)+b')], { origin: 'a'.repeat(5000) })).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('faultsOfMatchers', () => {
  it('names each pattern that is none, or that could not be judged in linear time', () => {
    const faults = faultsOfMatchers([
      matcher('a', '=', '('),
      matcher('a', '=~', '('),
      matcher('a', '!~', String.raw`(a)\1`),
      matcher('a', '=~', 'ok'),
    ]);
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/matchers/1/value', '/matchers/2/value']);
    expect(faults[0]?.reason).toMatch(/^is no pattern: /);
  });
});
