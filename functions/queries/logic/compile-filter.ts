// Compiles a filter over a model's dimensions to a SQL condition; values become parameters.
import { C, SqlExpression } from 'druid-query-toolkit';
import type { SqlPlaceholder } from 'druid-query-toolkit';
import type { Filter, FilterValue } from '#schemas/filter.ts';
import type { Dimension } from '#schemas/model.ts';
import type { FieldError } from '#schemas/problem.ts';
import { parameterOf } from './sql-parameters.ts';
import type { SqlParameters } from './sql-parameters.ts';

export interface FilterScope {
  dimensions: Dimension[];
  parameters: SqlParameters;
  /** What does not fit the model is added here. */
  errors: FieldError[];
}

/** @param pointer JSON pointer of the filter in the request */
export function compileFilter(filter: Filter, pointer: string, scope: FilterScope): SqlExpression {
  if ('and' in filter) return SqlExpression.and(...compileAll(filter.and, `${pointer}/and`, scope)).ensureParens();
  if ('or' in filter) return SqlExpression.or(...compileAll(filter.or, `${pointer}/or`, scope)).ensureParens();
  if ('not' in filter) return compileFilter(filter.not, `${pointer}/not`, scope).ensureParens().not();
  const dimension = scope.dimensions.find(({ name }) => name === filter.dimension);
  if (dimension === undefined) {
    scope.errors.push({ pointer: `${pointer}/dimension`, reason: `the model has no dimension "${filter.dimension}"` });
    return C(filter.dimension);
  }
  const bind = (value: FilterValue, at: string) => bindAs(dimension, value, { pointer: `${pointer}${at}`, scope });
  return compileCondition(filter, C(dimension.name), bind);
}

const compileAll = (filters: Filter[], pointer: string, scope: FilterScope): SqlExpression[] =>
  filters.map((filter, index) => compileFilter(filter, `${pointer}/${index}`, scope));

type Condition = Extract<Filter, { operator: string }>;
type Bind = (value: FilterValue, at: string) => SqlPlaceholder;

function compileCondition(filter: Condition, column: SqlExpression, bind: Bind): SqlExpression {
  switch (filter.operator) {
    case '=':
      return column.equal(bind(filter.value, '/value'));
    case '!=':
      return column.unequal(bind(filter.value, '/value'));
    case '<':
      return column.lessThan(bind(filter.value, '/value'));
    case '<=':
      return column.lessThanOrEqual(bind(filter.value, '/value'));
    case '>':
      return column.greaterThan(bind(filter.value, '/value'));
    case '>=':
      return column.greaterThanOrEqual(bind(filter.value, '/value'));
    case 'like':
      return column.like(bind(filter.value, '/value'));
    case 'not like':
      return column.like(bind(filter.value, '/value')).ensureParens().not();
    case 'in':
      return column.in(filter.values.map((value, index) => bind(value, `/values/${index}`)));
    case 'not in':
      return column.notIn(filter.values.map((value, index) => bind(value, `/values/${index}`)));
    case 'is null':
      return column.isNull();
    case 'is not null':
      return column.isNotNull();
    default:
      throw new TypeError(`unknown filter ${JSON.stringify(filter satisfies never)}`);
  }
}

/** A string dimension is compared with the text of any value; a numeric one with numbers, or with their exact text, as labels hold them. */
function bindAs(
  { name, type }: Dimension,
  value: FilterValue,
  { pointer, scope }: { pointer: string; scope: FilterScope },
): SqlPlaceholder {
  if (type === 'string') return scope.parameters.bind({ type: 'VARCHAR', value: String(value) });
  const number = toNumber(value);
  if (number === undefined) {
    scope.errors.push({ pointer, reason: `must be a number: the dimension "${name}" is ${type}` });
  }
  return scope.parameters.bind(parameterOf(number ?? value));
}

/** Undefined for what is no finite number, and for text that a number cannot hold exactly. */
function toNumber(value: FilterValue): number | undefined {
  if (typeof value === 'number') return value;
  const number = Number(value);
  return Number.isFinite(number) && String(number) === value ? number : undefined;
}
