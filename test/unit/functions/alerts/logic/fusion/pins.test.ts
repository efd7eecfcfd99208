import { describe, expect, it } from 'vitest';
import { conjunctionOf } from '#functions/alerts/logic/fusion/conjunction.ts';
import { commonParts, heldBy, pinsOf, pinsOfAny } from '#functions/alerts/logic/fusion/pins.ts';
import { carrierIs, originIs } from './support.ts';

const originIn = (...values: string[]) => ({ dimension: 'origin', operator: 'in' as const, values });
const many = Array.from({ length: 501 }, (_, index) => `city-${index}`);

describe('the values that filters allow', () => {
  it('are those of = and in, the shorter list of two', () => {
    expect(pinsOf(conjunctionOf([originIn('a', 'b'), originIs('a'), { not: carrierIs('x') }]))).toEqual(
      new Map([['origin', new Set(['a'])]]),
    );
  });

  it('are not known of a condition that is an alternative', () => {
    expect(pinsOf(conjunctionOf([{ or: [originIs('a'), carrierIs('x')] }]))).toEqual(new Map());
  });

  it('of many filters are all that any of them allows, for the dimensions that each of them limits', () => {
    const conjunctions = [[originIs('a'), carrierIs('x')], [originIn('b', 'c')], [{ and: [originIs('a')] }]].map(
      conjunctionOf,
    );
    expect(pinsOfAny(conjunctions)).toEqual(new Map([['origin', new Set(['a', 'b', 'c'])]]));
  });

  it('of many filters are unknown once one of them allows any value', () => {
    expect(pinsOfAny([[originIs('a')], [], [originIs('b')]].map(conjunctionOf))).toEqual(new Map());
  });

  it('are not listed when there are more than 500', () => {
    expect(pinsOf(conjunctionOf([originIn(...many)]))).toEqual(new Map());
    expect(pinsOfAny(many.map((city) => conjunctionOf([originIs(city)])))).toEqual(new Map());
  });
});

describe('the dimensions that filters hold at one value', () => {
  it('are those of filters that are nothing but =', () => {
    expect(heldBy(conjunctionOf([originIs('a'), carrierIs('x')]))).toEqual(new Set(['origin', 'carrier']));
    expect(heldBy(conjunctionOf([]))).toEqual(new Set());
    expect(heldBy(conjunctionOf([originIs('a'), originIn('a', 'b')]))).toBeUndefined();
  });
});

describe('what filters have in common', () => {
  it('is what stands in each of them, in whatever order', () => {
    const common = commonParts(
      [[originIs('a'), carrierIs('x')], [{ and: [carrierIs('x'), originIs('b')] }]].map(conjunctionOf),
    );
    expect(common?.parts.map(({ filter }) => filter)).toEqual([carrierIs('x')]);
  });
});
