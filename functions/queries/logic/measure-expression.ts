// How a measure is computed from the columns that models/logic/measure-columns.ts stores for it.
import { C, F, SqlExpression } from 'druid-query-toolkit';
import type { Measure } from '#schemas/model.ts';
import { meanColumns, quantilesColumn } from '#functions/models/logic/measure-columns.ts';

/** A count of nothing is 0, everything else of nothing is null. */
export function measureExpression(measure: Measure): SqlExpression {
  switch (measure.kind) {
    case 'count':
      return F('COALESCE', F.sum(C(measure.name)), 0);
    case 'sum':
      return F.sum(C(measure.name));
    case 'min':
      return F.min(C(measure.name));
    case 'max':
      return F.max(C(measure.name));
    case 'mean': {
      const { sum, count } = meanColumns(measure);
      return F.cast(F.sum(C(sum)), 'DOUBLE').divide(F('NULLIF', F.sum(C(count)), 0));
    }
    case 'distinct':
      return F('APPROX_COUNT_DISTINCT_BUILTIN', C(measure.name));
    case 'quantile':
      return F('APPROX_QUANTILE_DS', C(quantilesColumn(measure)), measure.fraction);
    default:
      throw new TypeError(`unknown measure ${JSON.stringify(measure satisfies never)}`);
  }
}
