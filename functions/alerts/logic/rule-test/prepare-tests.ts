// A file of rule tests with the definitions that it names: its cases ready to run, and what does not fit together.
import type { MeasureKind, RuleTestCase, RuleTests } from '#schemas/alerts/rule-test.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import type { Model } from '#schemas/model.ts';
import { measureOf, operandsOf } from '../expression-operands.ts';
import type { PreparedCase } from './run-case.ts';
import { seriesOfCase } from './series-of-case.ts';
import type { PlacedFault, SampleSeries } from './series-of-case.ts';

export interface TestSources {
  tests: RuleTests;
  /** Of the files that `rules` names. */
  rules: readonly Rule[];
  models: readonly Model[];
}
export interface PreparedTests {
  cases: PreparedCase[];
  faults: PlacedFault[];
}

export function prepareTests({ tests, rules: read, models }: TestSources): PreparedTests {
  const rules = [...tests.rules.filter((rule) => typeof rule !== 'string'), ...read];
  const measures = new Map<string, MeasureKind>([
    ...models.flatMap((model) => model.measures.map(({ name, kind }) => [name, kind] as const)),
    ...Object.entries(tests.measures),
  ]);
  const types = new Map(models.flatMap(({ dimensions }) => dimensions.map(({ name, type }) => [name, type] as const)));
  const known = { rules, measures };
  const prepared = tests.cases.map((definition, index) => {
    const { series, faults } = seriesOfCase(definition);
    const own = rules.filter(({ name }) => definition.rule === undefined || name === definition.rule);
    const ofCase = { rules: own, measures };
    const placed = [...faults, ...faultsOfCounts(series, known), ...faultsOfCase(definition, ofCase)].map(
      ({ path, reason }) => ({
        path: ['cases', index, ...path],
        reason,
      }),
    );
    return { one: { definition, rules: own, series, measures, types }, faults: placed };
  });
  const faults = [...faultsOfRules(known), ...prepared.flatMap((one) => one.faults)];
  return { cases: prepared.map(({ one }) => one), faults };
}

interface Known {
  rules: readonly Rule[];
  measures: ReadonlyMap<string, MeasureKind>;
}

function faultsOfRules({ rules, measures }: Known): PlacedFault[] {
  const names = rules.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  const needed = rules.filter(({ condition }) => condition.kind !== 'stale-data');
  const used = new Set(needed.flatMap(({ measure }) => operandsOf(measure).map(measureOf)));
  return [
    ...(rules.length === 0 ? [{ path: ['rules'], reason: 'there is no rule in it' }] : []),
    ...twice.map((name) => ({ path: ['rules'], reason: `there are two rules "${name}"` })),
    ...[...used]
      .filter((name) => !measures.has(name))
      .map((name) => ({ path: ['measures'], reason: `does not say of what kind "${name}" is, as ${name}: count` })),
  ];
}

/** @param known the rules of the case */
function faultsOfCase(
  { rule, expect, notifications = [], series }: RuleTestCase,
  { rules, measures }: Known,
): PlacedFault[] {
  const namesRule = (name: string | undefined, path: (string | number)[]): PlacedFault[] => {
    if (name === undefined) return rules.length > 1 ? [{ path, reason: 'must name a rule, as there are several' }] : [];
    return rules.some((one) => one.name === name)
      ? []
      : [{ path: [...path, 'rule'], reason: `there is no rule "${name}"` }];
  };
  return [
    ...(rule === undefined ? [] : namesRule(rule, [])),
    ...series.flatMap(({ measure }, index) => {
      const reason = `\`measures\` does not say of what kind "${measure}" is`;
      return measures.has(measure) ? [] : [{ path: ['series', index, 'measure'], reason }];
    }),
    ...expect.flatMap((one, index) => namesRule(one.rule, ['expect', index])),
    ...notifications.flatMap((one, index) => namesRule(one.rule, ['notifications', index])),
  ];
}

function faultsOfCounts(series: readonly SampleSeries[], { measures }: Known): PlacedFault[] {
  return series.flatMap(({ measure, samples }, index) => {
    const isCount = measures.get(measure) === 'count';
    const isWrong = isCount && samples.some(({ value }) => !Number.isInteger(value) || value < 0);
    return isWrong
      ? [{ path: ['series', index, 'values'], reason: 'a count of events is a whole number, not below 0' }]
      : [];
  });
}
