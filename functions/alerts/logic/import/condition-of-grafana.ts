// The condition of a Grafana rule: a chain of expressions (threshold, reduce, math, classic conditions) over one query in PromQL.
import type { Level } from '#schemas/alerts/condition.ts';
import { CannotImport } from './cannot-import.ts';
import { conditionOf, inUnit } from './condition-of-promql.ts';
import type { Comparison, Judged } from './condition-of-promql.ts';
import type { Evaluator, GrafanaQuery, GrafanaRule, ThresholdCondition } from './grafana-file.ts';
import { measureOfPromql } from './measure-of-promql.ts';
import type { Measured, Names } from './measure-of-promql.ts';
import { parsePromql, shorten } from './parse-promql.ts';

/** @throws CannotImport */
export function conditionOfGrafana({ condition, data }: GrafanaRule, level: Level, names: Names): Judged {
  const scope = { queries: new Map(data.map((query) => [query.refId, query])), names };
  const { model } = queryOf(scope, condition);
  const { type = 'query', conditions = [], expression = '' } = model;
  if (type === 'classic_conditions') return judgeClassic(scope, conditions, level);
  if (type === 'math') return judgeMath(scope, expression, level);
  if (type !== 'threshold') {
    throw new CannotImport(
      `its condition ${condition} is a ${type}; a threshold, classic condition or comparison is needed`,
    );
  }
  const [only, ...others] = conditions;
  if (only === undefined || others.length > 0) throw new CannotImport('a threshold has one condition');
  return judge(measureRef(scope, expression), only, level);
}

interface Scope {
  queries: ReadonlyMap<string, GrafanaQuery>;
  names: Names;
}

function queryOf({ queries }: Scope, refId: string): GrafanaQuery {
  const query = queries.get(refId);
  if (query === undefined) throw new CannotImport(`there is no query ${refId}`);
  return query;
}

const nameOf = (reference: string): string => reference.replaceAll(/[${}\s]/g, '');

/** What an expression's input measures: a query, or a reduction of one. */
function measureRef(scope: Scope, reference: string): Measured {
  const query = queryOf(scope, nameOf(reference));
  const { type, expression = '', reducer = 'last' } = query.model;
  if (type === 'reduce') return reduce(queryOf(scope, nameOf(expression)), reducer, scope);
  if (query.datasourceUid === '__expr__' || query.datasourceUid === '-100') {
    throw new CannotImport(
      `the expression ${query.refId} is a ${type ?? 'computation'} in between, which a rule has not`,
    );
  }
  return reduce(query, 'last', scope);
}

const KIND_OF_REDUCER = new Map([
  ['mean', 'avg_over_time'],
  ['avg', 'avg_over_time'],
  ['min', 'min_over_time'],
  ['max', 'max_over_time'],
]);

function reduce(
  { refId, model, relativeTimeRange, datasourceUid }: GrafanaQuery,
  reducer: string,
  { names }: Scope,
): Measured {
  if (datasourceUid === '__expr__' || datasourceUid === '-100')
    throw new CannotImport(`${refId} is no query but an expression`);
  if (model.expr === undefined) throw new CannotImport(`the query ${refId} is not in PromQL`);
  const promql = parsePromql(model.expr);
  if (model.instant === true || reducer === 'last') return measureOfPromql(promql, names);
  const over = KIND_OF_REDUCER.get(reducer);
  const windowMs = ((relativeTimeRange?.from ?? 0) - (relativeTimeRange?.to ?? 0)) * 1000;
  const selector = promql.kind === 'aggregation' ? promql.args[0] : promql;
  if (over === undefined || selector?.kind !== 'selector' || windowMs <= 0) {
    throw new CannotImport(`the ${reducer} of ${shorten(model.expr)} over time is no measure over one window`);
  }
  const args = [{ kind: 'range', text: selector.text, selector, windowMs } as const];
  const call = { kind: 'call', text: selector.text, name: over, args } as const;
  return measureOfPromql(promql.kind === 'aggregation' ? { ...promql, args: [call] } : call, names);
}

function judgeClassic(scope: Scope, conditions: readonly ThresholdCondition[], level: Level): Judged {
  const [only, ...others] = conditions;
  if (only === undefined || others.length > 0)
    throw new CannotImport('joins several classic conditions; a rule has one');
  const [refId = ''] = only.query?.params ?? [];
  if (only.evaluator.type === 'no_value') {
    const measured = reduce(queryOf(scope, refId), 'last', scope);
    return { measured: { ...measured, groupBy: [] }, condition: { kind: 'no-data', level } };
  }
  const measured = reduce(queryOf(scope, refId), only.reducer?.type ?? 'avg', scope);
  if (measured.groupBy.length > 0)
    measured.remarks.push('each label set has incidents of its own, not the rule one for all');
  return judge(measured, only, level);
}

const MATH = /^\s*(\$\{?\w+\}?)\s*(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?)\s*$/;
const COMPARISONS = new Map<string, Comparison>(
  (['>', '>=', '<', '<=', '==', '!='] as const).map((sign) => [sign, sign]),
);

function judgeMath(scope: Scope, expression: string, level: Level): Judged {
  const [, reference = '', sign = '', value = ''] = MATH.exec(expression) ?? [];
  const operator = COMPARISONS.get(sign);
  if (operator === undefined)
    throw new CannotImport(`the math ${shorten(expression)} is more than a comparison with a number`);
  const measured = measureRef(scope, reference);
  return { measured, condition: conditionOf({ operator, value: Number(value) }, level, measured.scale) };
}

const OPERATORS = new Map<string, Comparison>([
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
  ['eq', '=='],
  ['ne', '!='],
]);
const RANGES = new Map([
  ['within_range', 'inside'],
  ['within_range_included', 'inside'],
  ['outside_range', 'outside'],
  ['outside_range_included', 'outside'],
]);

function judge(measured: Measured, { evaluator, unloadEvaluator }: ThresholdCondition, level: Level): Judged {
  const recover = unloadEvaluator === undefined ? {} : recoverOf(evaluator, unloadEvaluator, { level, measured });
  const is = RANGES.get(evaluator.type);
  if (is !== undefined) {
    const interval = intervalOf(evaluator, measured);
    // Inside of the bounds alone is a breach in Grafana, unless it says included; for outside it is the other way round.
    if (evaluator.type === 'within_range' || evaluator.type === 'outside_range_included') {
      measured.remarks.push(`the bounds of the range are ${is === 'inside' ? 'breaches' : 'safe'} as well`);
    }
    return { measured, condition: { kind: 'range', is, [level]: interval, ...recover } };
  }
  const operator = OPERATORS.get(evaluator.type);
  const [value] = evaluator.params;
  if (operator === undefined || value === undefined)
    throw new CannotImport(`the evaluator ${evaluator.type} has no counterpart`);
  return { measured, condition: { ...conditionOf({ operator, value }, level, measured.scale), ...recover } };
}

function intervalOf({ params }: Evaluator, { scale }: Measured): { min: number; max: number } {
  const [one = 0, other = 0] = params.map((bound) => inUnit(bound, scale));
  return { min: Math.min(one, other), max: Math.max(one, other) };
}

const RECOVERS = new Map([
  ['gt', ['lt', 'lte']],
  ['gte', ['lt', 'lte']],
  ['lt', ['gt', 'gte']],
  ['lte', ['gt', 'gte']],
]);

/** Where the incident ends, on the safe side. */
function recoverOf(
  evaluator: Evaluator,
  unload: Evaluator,
  { level, measured }: { level: Level; measured: Measured },
): object {
  const isRange =
    RANGES.has(evaluator.type) && RANGES.has(unload.type) && RANGES.get(evaluator.type) !== RANGES.get(unload.type);
  if (isRange) return { recover: { [level]: intervalOf(unload, measured) } };
  const [value] = unload.params;
  if (value === undefined || RECOVERS.get(evaluator.type)?.includes(unload.type) !== true) {
    measured.remarks.push(`its recovery threshold (${unload.type}) is left out`);
    return {};
  }
  return { recover: { [level]: inUnit(value, measured.scale) } };
}
