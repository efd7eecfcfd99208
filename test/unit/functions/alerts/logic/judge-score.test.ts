import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highestLevel, judgeScore, lowestLevel } from '#functions/alerts/logic/judge-score.ts';
import { Condition } from '#schemas/alerts/condition.ts';
import type { Condition as ConditionType } from '#schemas/alerts/condition.ts';

const above = Condition.parse({
  kind: 'threshold',
  operator: '>',
  warning: 10,
  critical: 20,
  recover: { warning: 5, critical: 15 },
});
const below = Condition.parse({ kind: 'threshold', operator: '<=', critical: 3, recover: { critical: 6 } });
const outside = Condition.parse({
  kind: 'range',
  is: 'outside',
  warning: { min: 0, max: 10 },
  critical: { min: -10, max: 20 },
  recover: { warning: { min: 2, max: 8 } },
});

describe('judgeScore', () => {
  it.each<[string, ConditionType, number, string | null, [boolean, boolean], number | null]>([
    ['safe', above, 5, null, [true, true], 10],
    ['between recover and warning', above, 6, null, [false, true], 10],
    ['warning, and safe from critical', above, 11, 'warning', [false, true], 10],
    ['warning, not yet safe from critical', above, 16, 'warning', [false, false], 10],
    ['critical', above, 21, 'critical', [false, false], 20],
    ['safe, of a level critical alone', below, 7, null, [true, true], 3],
    ['between, of a level critical alone', below, 6, null, [true, false], 3],
    ['critical at the threshold itself', below, 3, 'critical', [true, false], 3],
    ['on the bound of an interval', outside, 10, null, [false, true], null],
    ['outside of an interval', outside, 11, 'warning', [false, true], null],
    ['outside of both intervals', outside, -11, 'critical', [false, false], null],
    ['inside of the recover interval', outside, 2, null, [true, true], null],
  ])('%s', (_, condition, score, level, [warning, critical], threshold) => {
    expect(judgeScore(condition, score)).toEqual({ level, isSafe: { warning, critical }, threshold });
  });

  it('never calls a score safe from a level that it is', () => {
    const conditions = fc.constantFrom(above, below, outside);
    fc.assert(
      fc.property(conditions, fc.integer({ min: -30, max: 30 }), (condition, score) => {
        const { level, isSafe } = judgeScore(condition, score);
        expect(level === null ? false : isSafe[level]).toBe(false);
      }),
    );
  });

  it('knows the lowest and the highest level', () => {
    expect([lowestLevel(above), highestLevel(above)]).toEqual(['warning', 'critical']);
    expect([lowestLevel(below), highestLevel(below)]).toEqual(['critical', 'critical']);
    const noData = Condition.parse({ kind: 'no-data' });
    expect([lowestLevel(noData), highestLevel(noData)]).toEqual(['warning', 'warning']);
  });
});
