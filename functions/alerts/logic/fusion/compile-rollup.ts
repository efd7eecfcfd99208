// The GROUP BY of a rollup, and how its rows become answers.
import type { Dimension, Model } from '#schemas/model.ts';
import { sqlParameters } from '#functions/queries/logic/sql-parameters.ts';
import { tableBuilder } from './coded-table.ts';
import { foldAsks } from './fold-asks.ts';
import type { FusedQuery } from './fused-query.ts';
import { ROWS, partialsOf } from './partials.ts';
import type { Partial } from './partials.ts';
import type { ResolvedAsk } from './resolve-ask.ts';
import { compileWindowStatement, hasBuckets, sharedConditions } from './window-sql.ts';
import type { BucketGrid } from './bucket-grid.ts';
import type { Conjunction } from './conjunction.ts';

export interface RollupInput {
  model: Model;
  grid: BucketGrid;
  common: Conjunction;
  asks: ResolvedAsk[];
  dimensions: string[];
  exact: boolean;
  limit: number;
}

export function compileRollup(input: RollupInput): FusedQuery {
  const { model, grid, asks, limit } = input;
  const parameters = sqlParameters();
  const dimensions = input.dimensions.flatMap((name) => dimensionOf(model, name));
  // A GROUP BY has no row without a row of the model; the only row of a query without groups always is there.
  const isAlwaysOneRow = dimensions.length === 0 && !hasBuckets(grid);
  const partials = [...partialsOfAsks(asks), ...(isAlwaysOneRow ? [ROWS] : [])];
  const statement = compileWindowStatement({
    model,
    grid,
    parameters,
    conditions: sharedConditions(input, parameters),
    dimensions: dimensions.map(({ name }) => name),
    aggregates: partials.map(({ aggregate }) => aggregate),
    limit,
  });
  const bucketOf = (ms: number) => Math.round((ms - grid.originMs) / grid.stepMs);
  const table = tableBuilder({ dimensions, partials, bucketOf: hasBuckets(grid) ? bucketOf : undefined });
  const rowCountAt = dimensions.length + partials.length - 1;
  return {
    statement,
    add: (row) => {
      if (!isAlwaysOneRow || row[rowCountAt] !== 0) table.add(row);
    },
    answers: () => foldAsks(table.build(), grid, input.exact),
  };
}

function partialsOfAsks(asks: ResolvedAsk[]): Partial[] {
  const partials = new Map<string, Partial>();
  const measures = new Set(asks.flatMap(({ terms }) => terms.map(({ measure }) => measure)));
  for (const partial of [...measures].flatMap(partialsOf)) partials.set(partial.key, partial);
  return [...partials.values()];
}

const dimensionOf = ({ dimensions }: Model, name: string): Dimension[] =>
  dimensions.filter((dimension) => dimension.name === name);
