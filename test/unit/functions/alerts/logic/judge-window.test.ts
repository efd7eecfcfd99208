import { describe, expect, it } from 'vitest';
import { judgeWindow } from '#functions/alerts/logic/judge-window.ts';
import { FRESH, ruleOf, stepWindows, tickTime, windowOf } from '#test/support/step-windows.ts';

const grouped = (changes: object = {}) => ruleOf({ groupBy: ['state'], ...changes });
const known = stepWindows(grouped(), [windowOf(0, { CA: 11, NV: 11 })]).state;
const verdictsOf = (
  rule: ReturnType<typeof ruleOf>,
  values: Record<string, number | null>,
  more: Parameters<typeof windowOf>[2] = {},
) =>
  judgeWindow({ rule, known, window: windowOf(1, values, more), watermark: FRESH }).map(
    ({ labels, verdict, hasRows }) => [
      labels['state'] ?? '',
      verdict.kind === 'judged' ? (verdict.judgment.level ?? 'no level') : verdict.kind,
      hasRows,
    ],
  );

describe('judgeWindow', () => {
  it('judges what has rows by its score, and knows nothing of what has no value', () => {
    expect(verdictsOf(grouped(), { CA: 21, NV: null })).toEqual([
      ['CA', 'critical', true],
      ['NV', 'unknown', true],
    ]);
  });

  it.each([
    ['ok', 'no level'],
    ['alerting', 'critical'],
    ['keep-last', 'unknown'],
    ['zero', 'no level'],
    ['incident', 'no-data'],
  ])('judges a known series without rows by its policy %s', (series, verdict) => {
    expect(verdictsOf(grouped({ noData: { series } }), { CA: 1 })).toEqual([
      ['CA', 'no level', true],
      ['NV', verdict, false],
    ]);
  });

  it.each([
    [
      'ok',
      [
        ['CA', 'no level', false],
        ['NV', 'no level', false],
      ],
    ],
    [
      'alerting',
      [
        ['CA', 'critical', false],
        ['NV', 'critical', false],
      ],
    ],
    [
      'keep-last',
      [
        ['CA', 'unknown', false],
        ['NV', 'unknown', false],
      ],
    ],
    [
      'incident',
      [
        ['CA', 'unknown', false],
        ['NV', 'unknown', false],
        ['', 'no-data', false],
      ],
    ],
  ])('judges all known series by the policy of the rule when none has rows: %s', (rule, expected) => {
    expect(verdictsOf(grouped({ noData: { rule } }), {})).toEqual(expected);
  });

  it.each([
    ['ok', 'unknown'],
    ['zero', 'unknown'],
    ['alerting', 'critical'],
    ['incident', 'no-data'],
  ])('of a window that was not waited for any longer, takes the policy %s for %s', (series, verdict) => {
    expect(verdictsOf(grouped({ noData: { series } }), { CA: 1 }, { completeness: 'incomplete' })).toEqual([
      ['CA', 'no level', true],
      ['NV', verdict, false],
    ]);
  });

  it('compares a series that is taken for 0 with its earlier windows, also one that is not known', () => {
    const condition = { kind: 'change', against: 'PT1H', as: 'absolute', operator: '<', warning: -5 };
    const rule = grouped({ condition, noData: { series: 'zero' } });
    const absent = [{ labels: { state: 'TX' }, value: null, earlier: [6] }];
    const window = { ...windowOf(1, { CA: 1 }, { earlier: [1] }), absent };
    const judged = judgeWindow({ rule, known: [], window, watermark: FRESH });
    expect(judged.map(({ labels, score }) => [labels['state'], score])).toEqual([
      ['CA', 0],
      ['TX', -6],
    ]);
    expect(judgeWindow({ rule: grouped({ condition }), known: [], window, watermark: FRESH })).toHaveLength(1);
  });

  it('says nothing of series that a partial window lacks', () => {
    expect(verdictsOf(grouped({ noData: { series: 'alerting' } }), { CA: 1 }, { completeness: 'partial' })).toEqual([
      ['CA', 'no level', true],
    ]);
  });

  it('takes the age of the watermark in seconds, and 0 for one that is ahead', () => {
    const rule = ruleOf({ condition: { kind: 'stale-data', warning: 'PT20S' } });
    const scores = [0, 3].map(
      (tick) =>
        judgeWindow({
          rule,
          known: [],
          window: windowOf(2, {}),
          watermark: { watermark: tickTime(tick), isStale: false },
        })[0]?.score,
    );
    expect(scores).toEqual([20, 0]);
  });

  it.each(['ok', 'zero'])('takes a window that is incomplete for no evidence that all is %s', (policy) => {
    const rule = grouped({ noData: { rule: policy, series: policy } });
    const incomplete = { completeness: 'incomplete' as const };

    expect(verdictsOf(rule, { CA: 1 }, incomplete)).toContainEqual(['NV', 'unknown', false]);
    expect(verdictsOf(rule, {}, incomplete)).toEqual([
      ['CA', 'unknown', false],
      ['NV', 'unknown', false],
    ]);
  });

  it('sees that there is no data only once nothing is left to come', () => {
    const rule = ruleOf({ condition: { kind: 'no-data', level: 'critical' } });

    expect(verdictsOf(rule, {}, { completeness: 'complete' })).toEqual([['', 'critical', false]]);
    expect(verdictsOf(rule, {}, { completeness: 'incomplete' })).toEqual([['', 'unknown', false]]);
    expect(verdictsOf(rule, { CA: 1 }, { completeness: 'incomplete' })).toEqual([['', 'no level', true]]);
  });
});

describe('a label set that vanished', () => {
  const rule = (noData: object) =>
    grouped({ noData, condition: { kind: 'change', against: 'PT1M', as: 'percent', operator: '<', warning: -50 } });
  const judge = (noData: object) =>
    judgeWindow({
      rule: rule(noData),
      known: [],
      window: { ...windowOf(1, {}), absent: [{ labels: { state: 'CA' }, value: null, earlier: [40] }] },
      watermark: FRESH,
    }).map(({ labels, score }) => [labels['state'], score]);

  it('is compared with what it was where absence counts as 0', () => {
    expect(judge({ rule: 'zero' })).toEqual([['CA', -100]]);
  });

  it('is unknown otherwise', () => {
    expect(judge({})).toEqual([]);
  });
});
