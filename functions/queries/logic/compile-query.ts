// Compiles a structured query over a model to one Druid SQL statement. Names are quoted by the toolkit, values are parameters.
import { C, F, SqlExpression, SqlQuery, T } from 'druid-query-toolkit';
import type { Filter } from '#schemas/filter.ts';
import type { Model } from '#schemas/model.ts';
import type { FieldError } from '#schemas/problem.ts';
import type { Query } from '#schemas/query.ts';
import { durationMs } from '#schemas/duration.ts';
import { compileFilter } from './compile-filter.ts';
import type { FilterScope } from './compile-filter.ts';
import { measureExpression } from './measure-expression.ts';
import { sqlParameters } from './sql-parameters.ts';
import type { BoundSql, SqlParameters } from './sql-parameters.ts';

export interface QueryInput {
  query: Query;
  model: Model;
  /** Conditions of the caller's token; every row must meet them all. */
  rowFilters: Filter[];
  now: Date;
}
export type CompiledQuery = { ok: true; statement: BoundSql } | { ok: false; errors: FieldError[] };

const TIME = C('__time');

/** One row more than the limit is asked for: it tells whether there are more. */
export function compileQuery({ query, model, rowFilters, now }: QueryInput): CompiledQuery {
  const errors = checkNames(query, model);
  const parameters = sqlParameters();
  const scope: FilterScope = { dimensions: model.dimensions, parameters, errors };
  const groups = groupsOf(query);
  const measures = model.measures.filter(({ name }) => query.measures.includes(name));
  const select = [
    ...groups.map(({ name, expression }) => expression.as(name, true)),
    ...query.measures.flatMap((name) => {
      const measure = measures.find((one) => one.name === name);
      return measure === undefined ? [] : [measureExpression(measure).as(name, true)];
    }),
  ];
  const where = SqlExpression.and(
    ...compileTimeRange(query, now, parameters),
    ...query.filters.map((filter, index) => compileFilter(filter, `/filters/${index}`, scope)),
    ...rowFilters.map((filter, index) => compileFilter(filter, `/token/rowFilters/${index}`, scope)),
  );
  if (errors.length > 0) return { ok: false, errors };
  const statement = SqlQuery.from(T(model.name))
    .changeSelectExpressions(select)
    .changeWhereExpression(where)
    .changeGroupByExpressions(groups.length === 0 ? undefined : groups.map(({ expression }) => expression))
    .changeOrderByExpressions(orderOf(query, groups))
    .changeLimitValue(query.limit + 1);
  return { ok: true, statement: parameters.print(statement) };
}

interface Group {
  name: string;
  expression: SqlExpression;
}

function groupsOf({ granularity, dimensions }: Query): Group[] {
  const time = granularity === 'all' ? [] : [{ name: 'time', expression: F.timeFloor(TIME, granularity) }];
  return [...time, ...dimensions.map((name) => ({ name, expression: C(name) }))];
}

function orderOf({ orderBy }: Query, groups: Group[]) {
  const order = orderBy.length > 0 ? orderBy : groups.map(({ name }) => ({ field: name, direction: 'asc' as const }));
  if (order.length === 0) return undefined;
  return order.map(({ field, direction }) => C(field).toOrderByExpression(direction === 'asc' ? 'ASC' : 'DESC'));
}

function compileTimeRange({ timeRange }: Query, now: Date, parameters: SqlParameters): SqlExpression[] {
  const { from, to } =
    'last' in timeRange
      ? { from: new Date(now.getTime() - durationMs(timeRange.last)), to: now }
      : { from: new Date(timeRange.from), to: new Date(timeRange.to) };
  const bind = (time: Date) => parameters.bind({ type: 'TIMESTAMP', value: time.toISOString() });
  return [TIME.greaterThanOrEqual(bind(from)), TIME.lessThan(bind(to))];
}

function checkNames({ measures, dimensions, orderBy, granularity }: Query, model: Model): FieldError[] {
  const output = new Set([...(granularity === 'all' ? [] : ['time']), ...dimensions, ...measures]);
  return [
    ...missing('/measures', measures, namesOf(model.measures)),
    ...missing('/dimensions', dimensions, namesOf(model.dimensions)),
    ...repeated('/measures', measures),
    ...repeated('/dimensions', dimensions),
    ...orderBy.flatMap(({ field }, index) =>
      output.has(field)
        ? []
        : [{ pointer: `/orderBy/${index}/field`, reason: `"${field}" is not a column of this query` }],
    ),
  ];
}

const namesOf = (parts: { name: string }[]): Set<string> => new Set(parts.map(({ name }) => name));

const missing = (pointer: string, names: string[], known: Set<string>): FieldError[] =>
  names.flatMap((name, index) =>
    known.has(name) ? [] : [{ pointer: `${pointer}/${index}`, reason: `the model has none of the name "${name}"` }],
  );

const repeated = (pointer: string, names: string[]): FieldError[] =>
  names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ pointer: `${pointer}/${index}`, reason: `"${name}" is asked for twice` }] : [],
  );
