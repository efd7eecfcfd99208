import { describe, expect, it } from 'vitest';
import { breachesOf, correctWindow } from '#functions/alerts/logic/correct-window.ts';
import { Rule } from '#schemas/alerts/rule.ts';

const rule = Rule.parse({
  name: 'busy',
  owner: 'ops',
  model: 'flights',
  measure: 'flights',
  groupBy: ['state'],
  window: 'PT1M',
  condition: { kind: 'threshold', operator: '>', warning: 10, critical: 20 },
});
const breaches = (values: Record<string, number>) =>
  breachesOf(
    rule,
    {
      end: new Date('2026-11-29T10:00:00Z'),
      completeness: 'complete',
      series: Object.entries(values).map(([state, value]) => ({ labels: { state }, value, earlier: [] })),
    },
    { watermark: null, isStale: false },
  );
const correct = (then: Record<string, number>, now: Record<string, number>) =>
  correctWindow(breaches(then), breaches(now)).map(({ labels, mark, wasBreach }) => [labels['state'], mark, wasBreach]);

describe('late data', () => {
  it('that changes nothing corrects nothing', () => {
    expect(correct({ CA: 15, NV: 5 }, { CA: 15, NV: 9 })).toEqual([]);
  });

  it('that makes a breach none, or a window one, makes the judgment outdated', () => {
    expect(correct({ CA: 15, NV: 5 }, { CA: 5, NV: 15 })).toEqual([
      ['CA', 'outdated', true],
      ['NV', 'outdated', false],
    ]);
  });

  it('that makes another level of it makes it outdated too', () => {
    expect(correct({ CA: 15 }, { CA: 25 })).toEqual([['CA', 'outdated', true]]);
  });

  it('that leaves a breach one with another value corrects it', () => {
    expect(correct({ CA: 15 }, { CA: 16 })).toEqual([['CA', 'corrected', true]]);
  });

  it('differs in the last digits of a sum only: that is no correction', () => {
    expect(correct({ CA: 15.1 }, { CA: 15.1 + 1e-12 })).toEqual([]);
  });
});
