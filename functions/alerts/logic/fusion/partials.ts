// The partial aggregates that a measure is computed from, as queries/logic/measure-expression.ts computes it in one expression.
import { C, F, SqlFunction } from 'druid-query-toolkit';
import type { Measure } from '#schemas/model.ts';
import { meanColumns, quantilesColumn } from '#functions/models/logic/measure-columns.ts';

/** `single` cannot be computed from parts: it stands in one row or nowhere. */
export type FoldKind = 'sum' | 'min' | 'max' | 'single';

export interface Partial {
  /** Equal keys are equal columns. */
  key: string;
  fold: FoldKind;
  aggregate: SqlFunction;
}

/** How many rows there are. */
export const ROWS: Partial = { key: '', fold: 'sum', aggregate: SqlFunction.COUNT_STAR };

export function partialsOf(measure: Measure): Partial[] {
  switch (measure.kind) {
    case 'count':
    case 'sum':
      return [sumOf(measure.name)];
    case 'min':
      return [{ key: `min:${measure.name}`, fold: 'min', aggregate: SqlFunction.min(C(measure.name)) }];
    case 'max':
      return [{ key: `max:${measure.name}`, fold: 'max', aggregate: SqlFunction.max(C(measure.name)) }];
    case 'mean': {
      const { sum, count } = meanColumns(measure);
      return [sumOf(sum), sumOf(count)];
    }
    case 'distinct': {
      const aggregate = F('APPROX_COUNT_DISTINCT_BUILTIN', C(measure.name));
      return [{ key: `single:${measure.name}`, fold: 'single', aggregate }];
    }
    case 'quantile': {
      const aggregate = F('APPROX_QUANTILE_DS', C(quantilesColumn(measure)), measure.fraction);
      return [{ key: `single:${measure.name}`, fold: 'single', aggregate }];
    }
    default:
      throw new TypeError(`unknown measure ${JSON.stringify(measure satisfies never)}`);
  }
}

const sumOf = (column: string): Partial => ({
  key: `sum:${column}`,
  fold: 'sum',
  aggregate: SqlFunction.sum(C(column)),
});

/** @param partials those of `partialsOf`, in its order; NaN stands for null */
export function finishMeasure(measure: Measure, first: number, second: number): number | null {
  switch (measure.kind) {
    case 'count':
    case 'distinct':
      return Number.isNaN(first) ? 0 : first;
    case 'sum':
    case 'min':
    case 'max':
    case 'quantile':
      return orNull(first);
    case 'mean':
      return second === 0 ? null : orNull(first / second);
    default:
      throw new TypeError(`unknown measure ${JSON.stringify(measure satisfies never)}`);
  }
}

/** What is no number, or none that JSON can say, is no value. */
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** A value of Druid's answer: null and what it writes as text (a quantile of nothing) is NaN. */
export const toPartial = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
