import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandValues } from '#functions/alerts/logic/rule-test/expand-values.ts';

const valuesOf = (text: string) => {
  const values = expandValues(text);
  return typeof values === 'string' ? values : values.map(({ value }) => value);
};

describe('expandValues', () => {
  it.each([
    ['', []],
    ['1 2.5 -3 1e3', [1, 2.5, -3, 1000]],
    ['5x0', [5]],
    ['5x3', [5, 5, 5, 5]],
    ['1+2x3', [1, 3, 5, 7]],
    ['-2+4x2', [-2, 2, 6]],
    ['1-2x2', [1, -1, -3]],
    ['0.5-.25x2', [0.5, 0.25, 0]],
    ['1 _ 2', [1, null, 2]],
    ['_x3 4', [null, null, null, 4]],
    ['  1\n 2\t3 ', [1, 2, 3]],
  ])('reads %j', (text, expected) => {
    expect(valuesOf(text)).toEqual(expected);
  });

  it('reads how late a value, or each of several, arrives', () => {
    expect(expandValues('1 2@90s 3x1@1h')).toEqual([
      { value: 1, lateMs: null },
      { value: 2, lateMs: 90_000 },
      { value: 3, lateMs: 3_600_000 },
      { value: 3, lateMs: 3_600_000 },
    ]);
  });

  it.each([
    ['stale', '"stale" means nothing for events: write _ for none'],
    ['1 two', '"two" is no value: write a number'],
    ['1x', '"1x" is no value'],
    ['1+2', '"1+2" does not say how often: write 1+2x3'],
    ['1@soon', '"1@soon" does not say a time such as 5m after @'],
    ['0x999999', 'holds more than 100000 values'],
  ])('says what is wrong with %j', (text, reason) => {
    expect(expandValues(text)).toContain(reason);
  });

  it('gives back any numbers that are written one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
        const plain = numbers.map((number) => number + 0);
        expect(valuesOf(plain.join(' '))).toEqual(plain);
      }),
    );
  });
});
