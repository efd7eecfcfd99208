// Invariants of the step over any rule and any course of windows; early ones come before their own window as in live evaluation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeScore, lowestLevel } from '#functions/alerts/logic/judge-score.ts';
import { labelKey } from '#functions/alerts/logic/label-key.ts';
import type { WindowResult } from '#functions/alerts/logic/judge-window.ts';
import type { SeriesChange } from '#functions/alerts/logic/step-series.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { SeriesState } from '#schemas/alerts/rule-state.ts';
import { ruleOf, stepWindows, windowOf } from '#test/support/step-windows.ts';
import type { Stepped, Values } from '#test/support/step-windows.ts';

const policies = fc.constantFrom('incident', 'ok', 'alerting', 'keep-last', 'zero');
const conditions = fc.constantFrom(
  { kind: 'threshold', operator: '>', warning: 10, critical: 20 },
  { kind: 'threshold', operator: '>=', warning: 10, critical: 20, recover: { warning: 5, critical: 15 } },
  { kind: 'threshold', operator: '<', critical: 5, recover: { critical: 8 } },
  { kind: 'range', is: 'outside', warning: { min: 5, max: 20 }, recover: { warning: { min: 8, max: 15 } } },
);
const rules = fc
  .record({
    condition: conditions,
    hold: fc.constantFrom({}, { for: 'PT10S' }, { for: 'PT25S' }, { windows: { breaching: 2, of: 3 } }),
    keepFiringFor: fc.constantFrom('PT0S', 'PT10S', 'PT30S'),
    noData: fc.record({ rule: policies, series: policies }),
    groupBy: fc.constantFrom([], ['state']),
  })
  .map(({ hold, ...fields }) => ruleOf({ ...fields, ...hold }));
const values = fc.option(fc.integer({ min: 0, max: 30 }));
const ungrouped = fc.oneof(fc.record({ '': values }), fc.constant({}));
const grouped = fc.dictionary(fc.constantFrom('CA', 'NV'), values, { maxKeys: 2 });
const courses = fc.array(fc.tuple(ungrouped, grouped), { minLength: 1, maxLength: 40 });
type Course = [Values, Values][];

const windowsOf = (rule: Rule, course: Course): WindowResult[] =>
  course.map(([alone, byState], tick) => windowOf(tick, rule.groupBy.length === 0 ? alone : byState));

/** Label sets in a fixed order: theirs in the state, and within a window, says nothing. */
const keyOf = ({ tick, judged }: Stepped['changes'][number]) =>
  `${String(tick).padStart(3, '0')} ${labelKey(judged.labels)}`;
const resultOf = ({ state, changes }: Stepped) => ({
  state: state.toSorted((one, other) => (labelKey(one.labels) < labelKey(other.labels) ? -1 : 1)),
  changes: changes.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other))),
});
const isOf = (kind: 'opened' | 'resolved') => (change: SeriesChange) => change.type === `incident.${kind}`;

describe('for any rule and any windows', () => {
  it('windows that come again or too late change nothing', () => {
    fc.assert(
      fc.property(rules, courses, fc.array(fc.nat(19)), (rule, course, again) => {
        const windows = windowsOf(rule, course);
        const repeated = windows.flatMap((window, index) => {
          const back = again[index % Math.max(again.length, 1)] ?? 0;
          return [window, ...windows.slice(Math.max(0, index - back), index + 1).toReversed()];
        });
        const [once, often] = [stepWindows(rule, windows), stepWindows(rule, repeated)];
        expect(resultOf(often)).toEqual(resultOf(once));
      }),
    );
  });

  it('the state is the same whether it is kept as JSON after each window or never', () => {
    fc.assert(
      fc.property(rules, courses, (rule, course) => {
        const windows = windowsOf(rule, course);
        let kept: Stepped = { state: [], changes: [] };
        for (const window of windows) {
          const state = SeriesState.array().parse(JSON.parse(JSON.stringify(kept.state)));
          const next = stepWindows(rule, [window], { state });
          kept = { state: next.state, changes: [...kept.changes, ...next.changes] };
        }
        expect(resultOf(kept)).toEqual(resultOf(stepWindows(rule, windows)));
      }),
    );
  });

  it('incidents open and resolve in turns, and the open ones are in the state', () => {
    fc.assert(
      fc.property(rules, courses, (rule, course) => {
        const { changes, state } = stepWindows(rule, windowsOf(rule, course));
        const open = new Map<string, string>();
        for (const { type, incident } of changes) {
          if (type === null || incident === null) continue;
          const key = labelKey(incident.labels);
          expect(open.get(key)).toBe(type === 'incident.opened' ? undefined : incident.id);
          if (type === 'incident.resolved') open.delete(key);
          else open.set(key, incident.id);
        }
        const kept = state.flatMap(({ labels, incident }) =>
          incident === null ? [] : [[labelKey(labels), incident.id] as const],
        );
        expect(new Map(kept)).toEqual(open);
      }),
    );
  });

  it('each change begins where the last one ended', () => {
    fc.assert(
      fc.property(rules, courses, (rule, course) => {
        const status = new Map<string, string>();
        for (const { from, to, judged } of stepWindows(rule, windowsOf(rule, course)).changes) {
          expect(from).toBe(status.get(labelKey(judged.labels)) ?? 'normal');
          status.set(labelKey(judged.labels), to);
        }
      }),
    );
  });

  it('nothing changes without evidence in the very window', () => {
    fc.assert(
      fc.property(rules, courses, (rule, course) => {
        const { changes } = stepWindows(rule, windowsOf(rule, course));
        expect(changes.filter(({ judged }) => judged.verdict.kind === 'unknown' && !judged.hasRows)).toEqual([]);
        expect(
          changes.filter(({ judged, type }) => judged.verdict.kind === 'unknown' && type !== 'incident.resolved'),
        ).toEqual([]);
        const opened = changes.filter(isOf('opened')).filter(({ incident }) => incident?.kind === 'condition');
        expect(
          opened.filter(({ judged }) => judged.verdict.kind !== 'judged' || judged.verdict.judgment.level === null),
        ).toEqual([]);
      }),
    );
  });

  it('an incident resolves only in a window on the safe side of its recover threshold', () => {
    fc.assert(
      fc.property(rules, courses, (rule, course) => {
        const resolved = stepWindows(rule, windowsOf(rule, course)).changes.filter(isOf('resolved'));
        const scores = resolved.flatMap(({ incident, judged }) =>
          incident?.kind === 'condition' && judged.score !== null ? [judged.score] : [],
        );
        expect(
          scores.filter((score) => !judgeScore(rule.condition, score).isSafe[lowestLevel(rule.condition)]),
        ).toEqual([]);
      }),
    );
  });

  it('what fires early resolves only in a window after its own', () => {
    const partials = fc.array(fc.record({ tick: fc.nat(39), ahead: fc.nat(3), value: values }), { maxLength: 20 });
    fc.assert(
      fc.property(withoutPolicies, courses, partials, (rule, course, early) => {
        const at = (tick: number) => early.filter((one) => one.tick === tick).map((one) => partialOf(rule, one));
        const windows = windowsOf(rule, course).flatMap((window, tick) => at(tick).concat(window));
        const opened = new Map<string, string>();
        const undone = stepWindows(rule, windows).changes.filter(({ incident, type }) => {
          if (incident !== null && type === 'incident.opened') opened.set(incident.id, incident.openedAt);
          return type === 'incident.resolved' && String(incident?.resolvedAt) <= String(opened.get(incident?.id ?? ''));
        });
        expect(undone).toEqual([]);
      }),
    );
  });

  it('an early fire and the completion of its window tell the same as without the early fire', () => {
    fc.assert(
      fc.property(courses, fc.nat(39), fc.integer({ min: 21, max: 30 }), (course, tick, value) => {
        const rule = ruleOf();
        const plain = windowsOf(rule, course).with(Math.min(tick, course.length - 1), windowOf(tick, { '': value }));
        const partial = windowOf(tick, { '': value }, { completeness: 'partial' });
        const early = plain.toSpliced(tick, 0, ...plain.slice(tick, tick + 1).map(() => partial));
        const tell = ({ changes }: Stepped) => changes.map(({ type, incident, level }) => [type, incident?.id, level]);
        expect(tell(stepWindows(rule, early))).toEqual(tell(stepWindows(rule, plain)));
      }),
    );
  });
});

/** Without data all is well, so that every window is evidence. */
const withoutPolicies = rules.map((rule): Rule => Object.assign(rule, { noData: { rule: 'ok', series: 'ok' } }));
const partialOf = ({ groupBy }: Rule, { tick, ahead, value }: { tick: number; ahead: number; value: number | null }) =>
  windowOf(tick + ahead, groupBy.length === 0 ? { '': value } : { CA: value }, { completeness: 'partial' });
