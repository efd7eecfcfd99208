// A column `agg FILTER (WHERE ..)` for each measure and filter of asks with the same groupBy, and how its rows become answers.
import { SqlExpression } from 'druid-query-toolkit';
import type { Labels } from '#schemas/alerts/incident.ts';
import type { Model } from '#schemas/model.ts';
import { sqlParameters } from '#functions/queries/logic/sql-parameters.ts';
import type { SqlParameters } from '#functions/queries/logic/sql-parameters.ts';
import { combineOperands } from '../expression-operands.ts';
import type { MeasuredSeries } from './ask.ts';
import { toLabel } from './coded-table.ts';
import type { Conjunction } from './conjunction.ts';
import type { FusedQuery } from './fused-query.ts';
import { ROWS, finishMeasure, partialsOf, toPartial } from './partials.ts';
import type { Partial } from './partials.ts';
import type { ResolvedAsk } from './resolve-ask.ts';
import type { BucketGrid } from './bucket-grid.ts';
import { compileWindowStatement, conditionOf, hasBuckets, sharedConditions } from './window-sql.ts';

export interface FilteredInput {
  model: Model;
  /** Each window is one bucket. */
  grid: BucketGrid;
  common: Conjunction;
  /** All with the same groupBy. */
  asks: ResolvedAsk[];
  dimensions: string[];
  limit: number;
}

/** Up to so many filters are also a condition of the whole query, so that Druid can leave out rows that none of them wants. */
const MOST_ALTERNATIVES = 16;

export function compileFiltered(input: FilteredInput): FusedQuery {
  const { model, grid, asks, dimensions, limit } = input;
  const parameters = sqlParameters();
  const columns = filteredColumns(asks);
  const statement = compileWindowStatement({
    model,
    grid,
    parameters,
    conditions: conditionsOf(input, parameters),
    dimensions,
    aggregates: [...columns.values()].map(({ partial, filter }) => {
      const condition = conditionOf(filter, model, parameters);
      return condition === undefined ? partial.aggregate : partial.aggregate.addWhere(condition);
    }),
    limit,
  });
  return { statement, ...readFiltered({ grid, asks, dimensions, places: [...columns.keys()] }) };
}

/** Of an ask alone. */
export const columnCount = (ask: ResolvedAsk): number => filteredColumns([ask]).size;

interface FilteredColumn {
  partial: Partial;
  filter: Conjunction;
}

const keyOf = (partial: Partial, filter: Conjunction): string => `${partial.key} ${filter.key}`;

function filteredColumns(asks: ResolvedAsk[]): Map<string, FilteredColumn> {
  const columns = new Map<string, FilteredColumn>();
  const add = (partial: Partial, filter: Conjunction) => columns.set(keyOf(partial, filter), { partial, filter });
  for (const { filter, terms } of asks) {
    add(ROWS, filter);
    for (const term of terms) for (const partial of partialsOf(term.measure)) add(partial, term.filter);
  }
  return columns;
}

function conditionsOf(input: FilteredInput, parameters: SqlParameters): SqlExpression[] {
  const { model, asks } = input;
  const filters = new Map(asks.map(({ filter }) => [filter.key, filter]));
  const alternatives = [...filters.values()].map((filter) => conditionOf(filter, model, parameters));
  const isOpen = alternatives.length > MOST_ALTERNATIVES || alternatives.includes(undefined);
  return [
    ...sharedConditions(input, parameters),
    ...(isOpen ? [] : [SqlExpression.or(...alternatives).ensureParens()]),
  ];
}

interface FilteredReading {
  grid: BucketGrid;
  asks: ResolvedAsk[];
  dimensions: string[];
  /** Keys of the aggregates, in their order. */
  places: string[];
}

type Series = Map<number, MeasuredSeries[]>;

/** Each ask reads its own columns of every row. */
function readFiltered({ grid, asks, dimensions, places }: FilteredReading): Pick<FusedQuery, 'add' | 'answers'> {
  const firstDimension = hasBuckets(grid) ? 1 : 0;
  const firstColumn = firstDimension + dimensions.length;
  const placeOf = new Map(places.map((key, index) => [key, firstColumn + index]));
  const endOf = new Map(grid.windows.map(({ end, first }) => [first, end]));
  const readers = asks.map((ask) => ({ ask, read: readerOf(ask, placeOf) }));
  const series = new Map<string, Series>(asks.map(({ id }) => [id, new Map()]));
  return {
    add: (row) => {
      const bucket = firstDimension === 0 ? 0 : Math.round((Number(row[0]) - grid.originMs) / grid.stepMs);
      const end = endOf.get(bucket);
      if (end === undefined) return;
      const labels: Labels = Object.fromEntries(
        dimensions.map((name, index) => [name, toLabel(row[firstDimension + index])]),
      );
      for (const { ask, read } of readers) {
        const value = read(row);
        if (value !== undefined) append(series.get(ask.id), end, { labels, value });
      }
    },
    answers: () => (ask) => series.get(ask.id) ?? new Map(),
  };
}

function append(series: Series | undefined, end: number, one: MeasuredSeries): void {
  const known = series?.get(end);
  if (known === undefined) series?.set(end, [one]);
  else known.push(one);
}

/** The value of an ask in a row; undefined if no row of the model met its filters. */
function readerOf(
  ask: ResolvedAsk,
  placeOf: Map<string, number>,
): (row: readonly unknown[]) => number | null | undefined {
  const at = (partial: Partial, filter: Conjunction) => placeOf.get(keyOf(partial, filter)) ?? -1;
  const rowCount = at(ROWS, ask.filter);
  const terms = ask.terms.map(({ measure, filter }) => ({
    measure,
    places: partialsOf(measure).map((partial) => at(partial, filter)),
  }));
  return (row) => {
    if (row[rowCount] === 0) return undefined;
    const values = terms.map(({ measure, places: [first = -1, second = -1] }) =>
      finishMeasure(measure, toPartial(row[first]), toPartial(row[second])),
    );
    return combineOperands(ask.expression, values);
  };
}
