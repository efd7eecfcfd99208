// What all queries over windows have in common: the time they read, the bucket of a row, and how a statement is put together.
import { C, F, L, SqlExpression, SqlQuery, T } from 'druid-query-toolkit';
import type { Filter } from '#schemas/filter.ts';
import type { Model } from '#schemas/model.ts';
import { compileFilter } from '#functions/queries/logic/compile-filter.ts';
import type { BoundSql, SqlParameters } from '#functions/queries/logic/sql-parameters.ts';
import type { Conjunction } from './conjunction.ts';
import { pinsOfAny } from './pins.ts';
import type { ResolvedAsk } from './resolve-ask.ts';
import type { BucketGrid } from './bucket-grid.ts';

export interface WindowStatement {
  model: Model;
  grid: BucketGrid;
  parameters: SqlParameters;
  /** All of them must hold. */
  conditions: SqlExpression[];
  dimensions: string[];
  aggregates: SqlExpression[];
  limit: number;
}

const TIME = C('__time');

/** Columns are the bucket's time in ms (unless there is one bucket), the dimensions, then the aggregates. */
export function compileWindowStatement(statement: WindowStatement): BoundSql {
  const { model, grid, parameters, conditions, aggregates, limit } = statement;
  const bucketed = hasBuckets(grid);
  const dimensions = statement.dimensions.map((name) => C(name));
  const select = [
    ...(bucketed ? [F('TIMESTAMP_TO_MILLIS', bucketOf(grid, parameters)).as('bucket', true)] : []),
    ...statement.dimensions.map((name, index) => shown(name, model).as(`d${index}`, true)),
    ...aggregates.map((aggregate, index) => aggregate.as(`a${index}`, true)),
  ];
  const groups = [...(bucketed ? [bucketOf(grid, parameters)] : []), ...dimensions];
  const query = SqlQuery.from(T(model.name))
    .changeSelectExpressions(select)
    .changeWhereExpression(SqlExpression.and(timeCondition(grid, parameters), ...conditions))
    .changeGroupByExpressions(groups.length === 0 ? undefined : groups)
    .changeLimitValue(limit);
  return parameters.print(query);
}

export const hasBuckets = ({ buckets }: BucketGrid): boolean => buckets > 1;

/** The condition of a conjunction; undefined if it holds for every row. */
export function conditionOf(
  conjunction: Conjunction,
  model: Model,
  parameters: SqlParameters,
): SqlExpression | undefined {
  if (conjunction.parts.length === 0) return undefined;
  const filters = conjunction.parts.map(({ filter }) => compileOne(filter, model, parameters));
  return filters.length === 1 ? filters[0] : SqlExpression.and(...filters).ensureParens();
}

export interface SharedScope {
  model: Model;
  common: Conjunction;
  asks: ResolvedAsk[];
}

/** What every row that an ask wants meets: what all filters have in common, and the values that they list. */
export function sharedConditions({ model, common, asks }: SharedScope, parameters: SqlParameters): SqlExpression[] {
  const shared = conditionOf(common, model, parameters);
  const pins = [...pinsOfAny(asks.map(({ filter }) => filter))];
  return [
    ...(shared === undefined ? [] : [shared]),
    ...pins.map(([dimension, values]) =>
      compileOne({ dimension, operator: 'in', values: [...values] }, model, parameters),
    ),
  ];
}

/** A filter that is known to fit the model. */
const compileOne = (filter: Filter, { dimensions }: Model, parameters: SqlParameters): SqlExpression =>
  compileFilter(filter, '', { dimensions, parameters, errors: [] });

/** Whole numbers come as text: JSON would lose digits of those above 2^53, and make one group of two. */
function shown(name: string, { dimensions }: Model): SqlExpression {
  const isLong = dimensions.find((dimension) => dimension.name === name)?.type === 'long';
  return isLong ? F.cast(C(name), 'VARCHAR') : C(name);
}

function bucketOf({ stepMs, originMs }: BucketGrid, parameters: SqlParameters): SqlExpression {
  return F('TIME_FLOOR', TIME, L(`PT${stepMs / 1000}S`), timestamp(originMs, parameters));
}

function timeCondition({ ranges }: BucketGrid, parameters: SqlParameters): SqlExpression {
  const within = ranges.map(({ fromMs, toMs }) =>
    SqlExpression.and(
      TIME.greaterThanOrEqual(timestamp(fromMs, parameters)),
      TIME.lessThan(timestamp(toMs, parameters)),
    ).ensureParens(),
  );
  return within.length === 1 ? SqlExpression.and(...within) : SqlExpression.or(...within).ensureParens();
}

const timestamp = (ms: number, parameters: SqlParameters) =>
  parameters.bind({ type: 'TIMESTAMP', value: new Date(ms).toISOString() });
