// Which physical columns of the datasource stand for a measure. Where it is one column it has the measure's name, so that people who
// write SQL find it; shared or auxiliary columns start with `__`, which no measure's name can. Queries read them in measure-expression.ts.
import type { Measure } from '#schemas/model.ts';

/** A metric of a Kafka supervisor: https://druid.apache.org/docs/33.0.0/querying/aggregations */
export type Metric =
  | { type: 'count'; name: string }
  | { type: `${'long' | 'double'}${'Sum' | 'Min' | 'Max'}`; name: string; fieldName: string }
  | { type: 'hyperUnique'; name: string; fieldName: string }
  | { type: 'quantilesDoublesSketch'; name: string; fieldName: string; k: number }
  | { type: 'filtered'; filter: object; aggregator: Metric; name: string };

/** Rank error about 1.7%. */
const QUANTILES_K = 128;

/** Columns of a mean: the sum, and how many values were not null. */
export const meanColumns = ({ column, type }: { column: string; type: 'long' | 'double' }) => ({
  sum: `__sum_${type}_${column}`,
  count: `__count_${column}`,
});

/** One sketch serves all quantiles of a column. */
export const quantilesColumn = ({ column }: { column: string }): string => `__quantiles_${column}`;

/**
 * The metrics of a measure. Measures may share metrics: equal names are equal metrics.
 * @param fieldOf the ingested field that holds a stream's column
 */
export function measureColumns(measure: Measure, fieldOf: (column: string) => string): Metric[] {
  switch (measure.kind) {
    case 'count':
      return [{ type: 'count', name: measure.name }];
    case 'sum':
      return [{ type: `${measure.type}Sum`, name: measure.name, fieldName: fieldOf(measure.column) }];
    case 'min':
      return [{ type: `${measure.type}Min`, name: measure.name, fieldName: fieldOf(measure.column) }];
    case 'max':
      return [{ type: `${measure.type}Max`, name: measure.name, fieldName: fieldOf(measure.column) }];
    case 'mean':
      return meanMetrics(measure, fieldOf(measure.column));
    case 'distinct':
      // Not HLLSketchBuild: its column vanishes from SQL while a task holds both persisted and new rows,
      // see https://github.com/apache/druid/issues/14315.
      return [{ type: 'hyperUnique', name: measure.name, fieldName: fieldOf(measure.column) }];
    case 'quantile': {
      const fieldName = fieldOf(measure.column);
      return [{ type: 'quantilesDoublesSketch', name: quantilesColumn(measure), fieldName, k: QUANTILES_K }];
    }
    default:
      throw new TypeError(`unknown measure ${JSON.stringify(measure satisfies never)}`);
  }
}

function meanMetrics(measure: { column: string; type: 'long' | 'double' }, fieldName: string): Metric[] {
  const { sum, count } = meanColumns(measure);
  const isNotNull = { type: 'not', field: { type: 'null', column: fieldName } };
  return [
    { type: `${measure.type}Sum`, name: sum, fieldName },
    { type: 'filtered', name: count, filter: isNotNull, aggregator: { type: 'count', name: count } },
  ];
}
