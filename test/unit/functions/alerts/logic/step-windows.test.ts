import { describe, expect, it } from 'vitest';
import { changesBySeries, stepWindows } from '#functions/alerts/logic/step-windows.ts';
import { compareBacktests, summarizeBacktest } from '#functions/alerts/logic/summarize-backtest.ts';
import { FRESH, ruleOf, tickTime, windowOf } from '#test/support/step-windows.ts';

const rule = ruleOf({ groupBy: ['state'], channels: ['ops'] });
const run = (values: Record<string, number>[], stepped = rule) =>
  stepWindows({
    rule: stepped,
    state: [],
    watermark: FRESH,
    windows: values.map((value, tick) => windowOf(tick, value)),
  });

describe('several windows at once', () => {
  it('are told of by the newest notice of each incident, which says since when it is open', () => {
    const stepped = run([{ CA: 11 }, { CA: 21 }, { CA: 1 }, { CA: 11, NV: 11 }]);
    const told = changesBySeries(stepped).flatMap(({ notices }) => notices);

    expect(stepped.notices.map(({ type }) => type)).toEqual([
      'incident.opened',
      'incident.level-changed',
      'incident.resolved',
      'incident.opened',
      'incident.opened',
    ]);
    expect(told.map(({ type, incident }) => [incident.labels['state'], type, incident.openedAt])).toEqual([
      ['CA', 'incident.resolved', tickTime(0).toISOString()],
      ['CA', 'incident.opened', tickTime(3).toISOString()],
      ['NV', 'incident.opened', tickTime(3).toISOString()],
    ]);
  });

  it('give the same notice the same id, however often they are judged', () => {
    const ids = () => run([{ CA: 11 }, { CA: 1 }]).notices.map(({ id }) => id);

    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
  });

  it('leave alone what did not change', () => {
    const first = run([{ CA: 11 }]);
    const quiet = stepWindows({ rule, state: first.after, windows: [], watermark: FRESH });

    expect(changesBySeries(quiet)).toEqual([]);
  });
});

describe('a backtest', () => {
  const summarize = (values: Record<string, number>[], stepped = rule) =>
    summarizeBacktest({
      rule: stepped,
      windows: values.length,
      series: 2,
      until: tickTime(values.length - 1).getTime(),
      steps: [run(values, stepped)],
    });
  const history = [{ CA: 11 }, { CA: 11 }, { CA: 1 }, { CA: 21 }, { CA: 1, NV: 1 }];

  it('counts how long and how often a rule would have fired, and whom it would have told', () => {
    expect(summarize(history)).toMatchObject({
      windows: 5,
      firingSeconds: 30,
      flaps: 1,
      told: { ops: 4 },
      truncated: false,
    });
  });

  it('tells nobody in muted times', () => {
    const muted = ruleOf({ groupBy: ['state'], channels: ['ops'], mutes: [{}] });
    const { told, notifications } = summarize(history, muted);

    expect(told).toEqual({ ops: 0 });
    expect(new Set(notifications.map(({ isMuted }) => isMuted))).toEqual(new Set([true]));
  });

  it('of two versions shows who would be told more or less', () => {
    const milder = ruleOf({
      groupBy: ['state'],
      channels: ['others'],
      condition: { kind: 'threshold', operator: '>', warning: 20 },
    });

    expect(compareBacktests(summarize(history), summarize(history, milder))).toEqual({
      incidents: -1,
      firingSeconds: -20,
      notifications: -2,
      told: { ops: -4, others: 2 },
      labelSets: [{ labels: { state: 'CA' }, incidents: -1 }],
    });
  });
});
