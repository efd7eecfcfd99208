import { describe, expect, it } from 'vitest';
import { sampleMeter } from '#functions/alerts/logic/rule-test/measure-samples.ts';
import type { SampleSeries } from '#functions/alerts/logic/rule-test/series-of-case.ts';
import type { MeasureKind } from '#schemas/alerts/rule-test.ts';
import { ruleOf } from '#test/support/step-windows.ts';

const KINDS: MeasureKind[] = ['count', 'sum', 'min', 'max', 'mean', 'distinct', 'quantile'];
const measures = new Map(KINDS.map((kind) => [kind, kind]));
/** A sample each second from 0 on, that arrives at once, or so late. */
const series = (
  measure: string,
  values: number[],
  more: Partial<SampleSeries> & { lateMs?: number } = {},
): SampleSeries => ({
  measure,
  labels: more.labels ?? {},
  samples: values.map((value, index) => ({ at: index * 1000, arrivesAt: index * 1000 + (more.lateMs ?? 0), value })),
});
const meterOf = (changes: object, all: SampleSeries[]) =>
  sampleMeter(ruleOf({ window: 'PT10S', ...changes }), { series: all, measures, types: new Map() });
const meter = (changes: object, all: SampleSeries[]) => {
  const measure = meterOf(changes, all);
  return (end: number, now: number) => measure(end, now).series;
};

describe('sampleMeter', () => {
  it.each([
    ['count', 6],
    ['sum', 6],
    ['min', 1],
    ['max', 3],
    ['mean', 2],
    ['distinct', 2],
    ['quantile', 2],
  ])('folds the samples of a %s', (measure, value) => {
    expect(meter({ measure }, [series(measure, [1, 3, 2])])(10_000, 10_000)).toEqual([
      { labels: {}, value, earlier: [] },
    ]);
  });

  it('has its beginning in the window and its end not, and only what has arrived', () => {
    const values = meter({ measure: 'sum' }, [series('sum', [1, 2, 4]), series('sum', [8], { lateMs: 5000 })]);
    expect(values(2000, 4000)).toEqual([{ labels: {}, value: 3, earlier: [] }]);
    expect(values(2000, 5000)).toEqual([{ labels: {}, value: 11, earlier: [] }]);
    expect(values(11_000, 5000)).toEqual([{ labels: {}, value: 6, earlier: [] }]);
    expect(values(13_000, 5000)).toEqual([]);
  });

  it('takes a count of 0 for no event', () => {
    expect(meter({ measure: 'count' }, [series('count', [0, 0])])(10_000, 10_000)).toEqual([]);
  });

  it('groups by dimensions, with null for what is not there and numbers as text', () => {
    const all = [
      series('sum', [1], { labels: { state: 'CA', gate: 4 } }),
      series('sum', [2], { labels: { state: 'CA', gate: 5 } }),
      series('sum', [4], { labels: { gate: 4 } }),
    ];
    expect(meter({ measure: 'sum', groupBy: ['state'] }, all)(10_000, 10_000)).toEqual([
      { labels: { state: 'CA' }, value: 3, earlier: [] },
      { labels: { state: null }, value: 4, earlier: [] },
    ]);
    expect(meter({ measure: 'sum', groupBy: ['gate'] }, all)(10_000, 10_000).map(({ labels }) => labels)).toEqual([
      { gate: '4' },
      { gate: '5' },
    ]);
  });

  it('takes the operands of a ratio over their own filters; a label set is there if any event meets the filters of the rule', () => {
    const operand = { measure: 'count', filters: [{ dimension: 'late', operator: '=', value: 'yes' }] };
    const all = [series('count', [2], { labels: { late: 'yes' } }), series('count', [6], { labels: { late: 'no' } })];
    expect(meter({ measure: { ratio: [operand, 'count'] } }, all)(10_000, 10_000)).toMatchObject([{ value: 0.25 }]);
    expect(meter({ measure: { ratio: [operand, 'count'] } }, all.slice(1))(10_000, 10_000)).toMatchObject([
      { value: 0 },
    ]);
    expect(meter({ measure: { difference: ['max', 'min'] } }, [series('max', [2])])(10_000, 10_000)).toMatchObject([
      { value: null },
    ]);
  });

  it('compares with earlier windows', () => {
    const condition = { kind: 'change', against: 'PT10S', as: 'absolute', operator: '>', warning: 1 };
    const values = meter({ measure: 'sum', condition }, [
      series(
        'sum',
        Array.from({ length: 20 }, () => 1),
      ),
    ]);
    expect(values(20_000, 20_000)).toEqual([{ labels: {}, value: 10, earlier: [10] }]);
    expect(values(10_000, 20_000)).toEqual([{ labels: {}, value: 10, earlier: [null] }]);
  });

  it('tells of label sets that only earlier windows have', () => {
    const condition = { kind: 'change', against: 'PT10S', as: 'absolute', operator: '<', warning: -1 };
    const measured = meterOf({ measure: 'sum', condition }, [series('sum', [1, 2])])(20_000, 20_000);
    expect(measured).toEqual({ series: [], absent: [{ labels: {}, value: null, earlier: [3] }] });
    expect(meterOf({ measure: 'sum', condition }, [series('sum', [1, 2])])(30_000, 30_000)).toEqual({
      series: [],
      absent: [],
    });
  });
});
