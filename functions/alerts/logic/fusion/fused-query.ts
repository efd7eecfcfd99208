// A query that answers many asks: its statement, and what makes their answers from its rows, which are given to it as they come.
import type { BoundSql } from '#functions/queries/logic/sql-parameters.ts';
import type { MeasuredSeries } from './ask.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

export interface FusedQuery {
  statement: BoundSql;
  add: (row: readonly unknown[]) => void;
  /** When all rows were given: the series of an ask by window end; windows without rows are left out. */
  answers: () => (ask: ResolvedAsk) => Map<number, MeasuredSeries[]>;
}
