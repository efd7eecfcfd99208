import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earlierWindows, scoreOf } from '#functions/alerts/logic/earlier-windows.ts';
import { ruleOf } from '#test/support/step-windows.ts';

const threshold = { kind: 'threshold', operator: '>', warning: 1 };
const change = (as: string) => ({ kind: 'change', against: 'PT1H', as, operator: '>', warning: 1 });
const rate = { kind: 'rate', per: 'PT1M', operator: '>', warning: 1 };
const deviation = (direction: string, days = 3) => ({ kind: 'deviation', days, direction, warning: 3 });
const end = Date.parse('2026-03-30T10:00:00Z');
const ends = (condition: object) =>
  earlierWindows(ruleOf({ condition, timeZone: 'Europe/Berlin' }), end).map((at) => new Date(at).toISOString());

describe('earlierWindows', () => {
  it('are none of a threshold', () => expect(ends(threshold)).toEqual([]));
  it('is the window so much earlier of a change', () =>
    expect(ends(change('percent'))).toEqual(['2026-03-30T09:00:00.000Z']));
  it('is the window just before of a rate', () => expect(ends(rate)).toEqual(['2026-03-30T09:55:00.000Z']));
  it('are those at the same local time of past days of a deviation, over a change of clocks', () => {
    expect(ends(deviation('both'))).toEqual([
      '2026-03-29T10:00:00.000Z',
      '2026-03-28T11:00:00.000Z',
      '2026-03-27T11:00:00.000Z',
    ]);
  });
});

describe('scoreOf', () => {
  it.each([
    ['the value', threshold, 5, [], 5],
    ['nothing of no value', threshold, null, [], null],
    ['an absolute change', change('absolute'), 5, [8], -3],
    ['a change in percent', change('percent'), 5, [4], 25],
    ['a change in percent of a negative value', change('percent'), -5, [-4], -25],
    ['nothing of a change from zero in percent', change('percent'), 5, [0], null],
    ['nothing of a change from no value', change('absolute'), 5, [null], null],
    ['growth in units of `per`', rate, 20, [10], 2],
    ['deviations above the median', deviation('above'), 14.4478, [10, 9, 11], 3],
    ['deviations below the median, where it is above, as negative', deviation('below'), 11.4826, [10, 9, 11], -1],
    ['deviations to both sides', deviation('both'), 8.5174, [10, 9, 11], 1],
    ['no deviation, and no negative zero', deviation('below'), 10, [10, 9, 11], 0],
    ['the mean deviation where most days are equal', deviation('above', 4), 13.759_9, [10, 10, 10, 14], 3],
    ['as good as infinitely far where all days are equal', deviation('both'), 10.5, [10, 10, 10], 1_000_000],
    ['nothing of fewer than three days', deviation('both', 4), 99, [10, null, 11, null], null],
    ['what there is of some missing days', deviation('above', 4), 11.4826, [null, 10, 9, 11], 1],
  ])('is %s', (_, condition, value, earlier, score) => {
    expect(scoreOf(ruleOf({ condition }), { value, earlier })).toSatisfy(isAbout(score));
  });

  it('is 0 and never the negative zero for a value at the median, on whatever side it is looked for', () => {
    const values = fc.array(fc.integer(), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(values, fc.constantFrom('above', 'below', 'both'), (earlier, direction) => {
        const middle = earlier.toSorted((one, other) => one - other)[1] ?? 0;
        expect(scoreOf(ruleOf({ condition: deviation(direction) }), { value: middle, earlier })).toBe(0);
      }),
    );
  });
});

const isAbout = (wanted: number | null) => (actual: number | null) =>
  actual === null || wanted === null ? actual === wanted : Math.abs(actual - wanted) < 0.0001;
