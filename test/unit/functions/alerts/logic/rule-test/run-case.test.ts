import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareTests } from '#functions/alerts/logic/rule-test/prepare-tests.ts';
import { runCase } from '#functions/alerts/logic/rule-test/run-case.ts';
import { RuleTests } from '#schemas/alerts/rule-test.ts';
import { ruleOf } from '#test/support/step-windows.ts';

const MEASURES = { flights: 'count', delay_mean: 'mean', delay_max: 'max' };

/** The differences as text, of one case over one rule. */
function run(rule: object, one: object): string[] {
  const tests = RuleTests.parse({
    rules: [ruleOf(rule)],
    measures: MEASURES,
    cases: [{ name: 'case', interval: '10s', ...one }],
  });
  const { cases, faults } = prepareTests({ tests, rules: [], models: [] });
  expect(faults).toEqual([]);
  return cases
    .flatMap(runCase)
    .map(({ at, subject, field, expected, actual }) =>
      [at, subject, field, JSON.stringify(expected), JSON.stringify(actual)].filter((part) => part !== '').join(' '),
    );
}

const late = { measure: 'delay_mean', window: 'PT10S' };
const delays = (values: string, more: object = {}) => ({ series: [{ measure: 'delay_mean', values, ...more }] });

describe('a case', () => {
  it('judges a window when an event at or after its end has arrived', () => {
    const notifications = [
      { at: '20s', type: 'opened', openedAt: '20s', value: 11, flags: { incomplete: false } },
      { at: '30s', type: 'resolved', startedAt: '20s', resolvedAt: '30s', value: 1 },
    ];
    expect(run(late, { ...delays('1 11 1 1'), notifications })).toEqual([]);
  });

  it('waits for late events as long as the rule allows, and calls a window incomplete after the maximum wait', () => {
    const rule = { ...late, maximumWait: 'PT30S' };
    const opened = { type: 'opened', openedAt: '20s' };
    expect(
      run(rule, {
        ...delays('1 11'),
        notifications: [{ at: '50s', ...opened, flags: { incomplete: true } }],
        expect: [{ at: '50s', status: 'firing' }],
      }),
    ).toEqual([]);
    expect(
      run(
        { ...rule, allowedLateness: 'PT20S' },
        { ...delays('1 11@15s 1 1 1'), notifications: [{ at: '40s', ...opened, flags: { incomplete: false } }] },
      ),
    ).toEqual([]);
  });

  it('misses what arrives after its window was judged', () => {
    expect(run(late, { ...delays('1 99@15s 1 1 1 1'), notifications: [] })).toEqual([]);
  });

  it('goes by the clock where it is told so', () => {
    const one = { ...delays('1 11'), watermark: 'clock', expect: [{ at: '20s', status: 'firing' }] };
    expect(run(late, one)).toEqual([]);
  });

  it('goes by a watermark that stands still or lags', () => {
    const watermark = [
      { from: '0s', lag: '10s' },
      { from: '35s', is: '20s', isStale: true },
      { from: '60s', lag: '0s' },
    ];
    const notifications = [
      { at: '30s', type: 'opened', openedAt: '20s', flags: { stale: false } },
      { at: '60s', type: 'resolved', resolvedAt: '30s' },
    ];
    expect(run({ ...late, maximumWait: 'PT10M' }, { ...delays('1 11 1 1 1 1'), watermark, notifications })).toEqual([]);
  });

  it('fires early on a part of a window, and not twice', () => {
    const rule = {
      measure: 'flights',
      window: 'PT1M',
      every: 'PT1M',
      early: true,
      condition: { kind: 'threshold', operator: '>', warning: 5 },
    };
    const one = {
      series: [{ measure: 'flights', values: '3x9 0x6 1' }],
      notifications: [{ at: '10s', type: 'opened', openedAt: '1m', value: 6 }],
    };
    expect(run(rule, one)).toEqual([]);
    expect(
      run({ ...rule, early: false }, { ...one, notifications: [{ at: '1m', type: 'opened', value: 18 }] }),
    ).toEqual([]);
  });

  it('is in error while Druid cannot be asked, and goes on where it was', () => {
    const expected = [
      { at: '10s', status: 'normal', evaluatedAt: '10s' },
      { at: '20s', status: 'error', evaluatedAt: '10s', incidents: [] },
      { at: '40s', status: 'firing', evaluatedAt: '40s', incidents: [{ startedAt: '20s' }] },
    ];
    expect(run(late, { ...delays('1 11x9'), errors: [{ from: '15s', to: '35s' }], expect: expected })).toEqual([]);
  });

  it('is in error with too many label sets, never judged in part', () => {
    const rule = { ...late, groupBy: ['state'], maxSeries: 1 };
    const series = ['CA', 'NV'].map((state) => ({ measure: 'delay_mean', labels: { state }, values: '11x3' }));
    expect(
      run(rule, {
        series,
        notifications: [],
        expect: [{ at: '30s', status: 'error', skippedWindows: 3, incidents: [] }],
      }),
    ).toEqual([]);
  });

  it('is in error when label sets that vanish would have to be remembered without end', () => {
    const rule = { ...late, groupBy: ['state'], maxSeries: 1, noData: { series: 'zero' } };
    // In each window another state.
    const series = Array.from({ length: 23 }, (_, window) => ({
      measure: 'delay_mean',
      labels: { state: `S${window}` },
      values: `${window === 0 ? '' : `_x${window} `}1`,
    }));
    expect(
      run(rule, {
        series,
        notifications: [],
        expect: [
          { at: '210s', status: 'normal', skippedWindows: 0 },
          { at: '220s', status: 'error', skippedWindows: 1 },
        ],
      }),
    ).toEqual([]);
  });

  it('takes absence for 0 where it is told so, also against an earlier window', () => {
    const rule = {
      measure: 'flights',
      window: 'PT10S',
      noData: { rule: 'zero' },
      condition: { kind: 'change', against: 'PT20S', as: 'percent', operator: '<=', warning: -100 },
    };
    const one = {
      series: [{ measure: 'flights', values: '5x3' }],
      watermark: 'clock',
      notifications: [{ at: '50s', type: 'opened', value: 0, score: -100 }],
    };
    expect(run(rule, { ...one, expect: [{ at: '50s', status: 'firing' }] })).toEqual([]);
  });

  it('counts windows that an outage longer than the catch-up left out', () => {
    const one = {
      ...delays('1x400'),
      outages: [{ from: '0s', to: '4000s' }],
      expect: [{ at: '4000s', status: 'normal', skippedWindows: 40 }],
    };
    expect(run(late, one)).toEqual([]);
  });

  it('tells nobody in muted times', () => {
    const rule = { ...late, mutes: [{ from: '22:00', to: '23:00' }] };
    const one = { ...delays('1 11 1 1'), start: '2026-01-01T22:59:30Z' };
    expect(run(rule, { ...one, notifications: [{ at: '30s', type: 'resolved', startedAt: '20s' }] })).toEqual([]);
  });

  it('judges the age of the watermark by the clock', () => {
    const rule = { condition: { kind: 'stale-data', critical: 'PT30S' }, every: 'PT10S' };
    const one = {
      ...delays('1x2'),
      notifications: [{ at: '50s', type: 'opened', value: 30, severity: 'critical' }],
      expect: [{ at: '50s', level: 'critical' }],
    };
    expect(run(rule, one)).toEqual([]);
  });

  it('says field by field what is not as expected', () => {
    const one = {
      ...delays('1 11 1 1'),
      expect: [
        { at: '20s', status: 'pending', level: null, incidents: [{ labels: { state: 'CA' } }] },
        { at: '20s', series: [{ labels: {}, status: 'pending', since: '5s' }] },
        { at: '20s', incidents: [{ severity: 'critical', startedAt: '10s', flags: { flapping: true } }] },
        { at: '30s', incidents: [{ status: 'resolved', value: 2 }] },
      ],
      notifications: [
        { at: '30s', type: 'opened' },
        { at: '30s', type: 'level-changed' },
      ],
    };
    expect(run(late, one)).toEqual([
      '20s status "pending" "firing"',
      '20s level null "warning"',
      '20s incident {state: CA} "open" "none"',
      '20s incident {} "none" "warning since 20s, value 11 (delay_mean is 11 over PT10S, > 10)"',
      '20s series {} status "pending" "firing"',
      '20s series {} since "5s" "20s"',
      '20s incident {} severity "critical" "warning"',
      '20s incident {} startedAt "10s" "20s"',
      '20s incident {} flags.flapping true false',
      '30s incident {} value 2 1',
      '30s notification opened {} at "30s" "20s"',
      '30s notification level-changed {} "told" "not told"',
      '30s notification resolved {} "not told" "warning since 20s, value 1 (delay_mean is 1 over PT10S, not > 10)"',
    ]);
  });
});

describe('for any events', () => {
  const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 });
  const outcome = (text: string, more: object) => {
    const tests = RuleTests.parse({
      rules: [ruleOf({ ...late, for: 'PT10S', keepFiringFor: 'PT10S' })],
      measures: MEASURES,
      cases: [{ name: 'case', interval: '10s', ...delays(text), expect: [{ at: '20m', incidents: [] }], ...more }],
    });
    const differences = prepareTests({ tests, rules: [], models: [] }).cases.flatMap(runCase);
    return differences.map(({ subject, actual }) => [subject, actual]);
  };

  it('an outage that is shorter than the catch-up ends in the same incidents as none', () => {
    fc.assert(
      fc.property(values, fc.nat(500), fc.integer({ min: 1, max: 600 }), (list, from, length) => {
        const outages = [{ from: `${from}s`, to: `${from + length}s` }];
        expect(outcome(list.join(' '), { outages })).toEqual(outcome(list.join(' '), {}));
        expect(outcome(list.join(' '), { errors: outages })).toEqual(outcome(list.join(' '), {}));
      }),
      { numRuns: 10 },
    );
  });
});
