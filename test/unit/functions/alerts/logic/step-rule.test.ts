import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelKey } from '#functions/alerts/logic/label-key.ts';
import { stepRule } from '#functions/alerts/logic/step-rule.ts';
import type { AlertEvent, AlertState, WindowResult } from '#functions/alerts/logic/step-rule.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';

const EMPTY: AlertState = { evaluatedAt: null, series: [] };
const START = Date.parse('2026-01-01T00:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);

const ruleOf = (changes: object = {}) =>
  Rule.parse({
    name: 'delays',
    owner: 'tests',
    model: 'flights',
    measure: 'delay_mean',
    groupBy: ['state'],
    window: 'PT5M',
    every: 'PT10S',
    condition: { kind: 'threshold', operator: '>', threshold: 15 },
    ...changes,
  });
const resultOf = (values: Record<string, number | null>, emptyValue: number | null = null): WindowResult => ({
  emptyValue,
  series: Object.entries(values).map(([state, value]) => ({ labels: { state }, value })),
});

/** Runs a rule over results, one every 10 s. */
function run(rule: Rule, results: WindowResult[], start = EMPTY) {
  let state = start;
  const events: (AlertEvent & { tick: number })[] = [];
  results.forEach((result, tick) => {
    const stepped = stepRule({ rule, state, result, now: at(tick * 10) });
    events.push(...stepped.events.map((event) => ({ ...event, tick })));
    state = stepped.state;
  });
  return { state, events };
}

describe('stepRule', () => {
  it('opens an incident for the label set that crosses the threshold, and resolves it when it is back', () => {
    const { events, state } = run(ruleOf(), [
      resultOf({ CA: 10, NV: 9 }),
      resultOf({ CA: 20, NV: 9 }),
      resultOf({ CA: 12, NV: 9 }),
    ]);
    expect(
      events.map(({ tick, type, incident }) => [tick, type, incident.labels, incident.value, incident.reason]),
    ).toEqual([
      [1, 'incident.opened', { state: 'CA' }, 20, 'delay_mean is 20 over PT5M, > 15'],
      [2, 'incident.resolved', { state: 'CA' }, 12, 'delay_mean is 12 over PT5M, not > 15'],
    ]);
    expect(events[0]?.incident.id).toBe(events[1]?.incident.id);
    expect(events[1]?.incident).toMatchObject({ openedAt: at(10).toISOString(), resolvedAt: at(20).toISOString() });
    expect(state.series).toEqual([]);
  });

  it.each([
    ['>', 15, false],
    ['>=', 15, true],
    ['<', 15, false],
    ['<=', 15, true],
  ])('takes %s at the threshold itself as it says', (operator, value, opens) => {
    const rule = ruleOf({ condition: { kind: 'threshold', operator, threshold: 15 } });
    expect(run(rule, [resultOf({ CA: value })]).events).toHaveLength(opens ? 1 : 0);
  });

  it('opens only after the condition held for the time of `for`, and starts anew when it did not once', () => {
    const rule = ruleOf({ for: 'PT20S' });
    const high = resultOf({ CA: 20 });
    expect(run(rule, [high, high]).events).toEqual([]);
    expect(run(rule, [high, high, resultOf({ CA: 1 }), high, high]).events).toEqual([]);
    expect(run(rule, [high, high, high]).events).toMatchObject([{ tick: 2, type: 'incident.opened' }]);
  });

  it('resolves a label set whose rows went away, as its measure has no value', () => {
    const { events } = run(ruleOf(), [resultOf({ CA: 20 }), resultOf({})]);
    expect(events.at(-1)).toMatchObject({
      type: 'incident.resolved',
      incident: { value: null, reason: 'delay_mean has no value over PT5M' },
    });
  });

  it('keeps a count below its threshold firing when its rows went away, as that is a count of 0', () => {
    const rule = ruleOf({ measure: 'flights', condition: { kind: 'threshold', operator: '<', threshold: 5 } });
    expect(run(rule, [resultOf({ CA: 3 }, 0), resultOf({}, 0)]).events).toHaveLength(1);
  });

  it('judges an empty window of a rule without groupBy by the empty value', () => {
    const rule = ruleOf({
      groupBy: [],
      measure: 'flights',
      condition: { kind: 'threshold', operator: '<', threshold: 5 },
    });
    expect(run(rule, [{ series: [], emptyValue: 0 }]).events).toMatchObject([{ incident: { value: 0, labels: {} } }]);
    expect(run(rule, [{ series: [], emptyValue: null }]).events).toEqual([]);
  });

  it('opens for no data when the whole window has no row, and resolves when one is there', () => {
    const rule = ruleOf({ groupBy: [], condition: { kind: 'no-data' } });
    const rows = { emptyValue: 0, series: [{ labels: {}, value: 7 }] };
    const none = { emptyValue: 0, series: [] };
    expect(
      run(rule, [rows, none, none, rows]).events.map(({ tick, type, incident }) => [tick, type, incident.reason]),
    ).toEqual([
      [1, 'incident.opened', 'no data for PT5M'],
      [3, 'incident.resolved', 'data arrived'],
    ]);
  });

  it('resolves what a former version of the rule grouped by', () => {
    const { state } = run(ruleOf(), [resultOf({ CA: 20 })]);
    const regrouped = stepRule({
      rule: ruleOf({ groupBy: ['city'] }),
      state,
      result: { series: [], emptyValue: 99 },
      now: at(10),
    });
    expect(regrouped.events).toMatchObject([{ type: 'incident.resolved' }]);
    expect(regrouped.state.series).toEqual([]);
  });

  describe('for any rule and any results', () => {
    const states = fc.constantFrom('CA', 'NV', 'TX');
    const value = fc.option(fc.integer({ min: 0, max: 30 }));
    const results = fc.array(
      fc.record({
        emptyValue: fc.constantFrom(0, null),
        series: fc
          .uniqueArray(fc.record({ state: states, value }), { selector: ({ state }) => state })
          .map((rows) => rows.map(({ state, value }) => ({ labels: { state }, value }))),
      }),
      { maxLength: 30 },
    );
    const rules = fc
      .record({
        for: fc.constantFrom('PT0S', 'PT10S', 'PT25S', 'PT1M'),
        operator: fc.constantFrom('>', '>=', '<', '<='),
      })
      .map(({ operator, ...rule }) => ruleOf({ ...rule, condition: { kind: 'threshold', operator, threshold: 15 } }));

    it('changes nothing when a tick is repeated or comes late', () => {
      fc.assert(
        fc.property(rules, results, fc.nat(300), (rule, list, secondsAgo) => {
          const { state } = run(rule, list);
          if (state.evaluatedAt === null) return;
          const now = new Date(state.evaluatedAt.getTime() - secondsAgo * 1000);
          expect(stepRule({ rule, state, result: resultOf({ CA: 20, NV: 1 }), now })).toEqual({ state, events: [] });
        }),
      );
    });

    it('opens and resolves in turns for each label set, beginning with an opening', () => {
      fc.assert(
        fc.property(rules, results, (rule, list) => {
          const { events, state } = run(rule, list);
          const firing = new Set<string>();
          for (const { type, incident } of events) {
            const key = labelKey(incident.labels);
            expect(firing.has(key)).toBe(type === 'incident.resolved');
            if (type === 'incident.opened') firing.add(key);
            else firing.delete(key);
          }
          expect(
            new Set(state.series.filter(({ status }) => status === 'firing').map(({ labels }) => labelKey(labels))),
          ).toEqual(firing);
        }),
      );
    });

    it('makes no transition without evidence in the very window: an opening passes the condition, a resolving does not', () => {
      fc.assert(
        fc.property(rules, results, (rule, list) => {
          const { events } = run(rule, list);
          const always = { ...rule, for: 'PT0S' };
          for (const { tick, type, incident } of events) {
            const result = list[tick] ?? resultOf({});
            const seen = result.series.find(({ labels }) => labelKey(labels) === labelKey(incident.labels));
            expect(incident.value).toBe(seen === undefined ? result.emptyValue : seen.value);
            const fresh = stepRule({
              rule: always,
              state: EMPTY,
              result: { ...result, series: [{ labels: incident.labels, value: incident.value }] },
              now: at(0),
            });
            expect(fresh.events).toHaveLength(type === 'incident.opened' ? 1 : 0);
          }
        }),
      );
    });

    it('respects `for`: an opening comes that long after the label set became pending', () => {
      fc.assert(
        fc.property(rules, results, (rule, list) => {
          const pendingSince = new Map<string, number>();
          const waits = list.flatMap((_, tick) => {
            const { state, events } = run(rule, list.slice(0, tick + 1));
            for (const { labels, since } of state.series) pendingSince.set(labelKey(labels), Date.parse(since));
            return events
              .filter((event) => event.tick === tick && event.type === 'incident.opened')
              .map(
                ({ incident }) => at(tick * 10).getTime() - (pendingSince.get(labelKey(incident.labels)) ?? Infinity),
              );
          });
          expect(Math.min(...waits)).toBeGreaterThanOrEqual(durationMs(rule.for));
        }),
      );
    });

    it('gives the same incidents the same ids however often it is run', () => {
      fc.assert(
        fc.property(rules, results, (rule, list) => {
          const ids = run(rule, list).events.map(({ incident }) => incident.id);
          expect(run(rule, list).events.map(({ incident }) => incident.id)).toEqual(ids);
        }),
      );
    });
  });
});
