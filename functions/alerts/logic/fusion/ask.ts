// What rules want to know of a model's windows, and what they are told.
import type { Expression } from '#schemas/alerts/expression.ts';
import type { Labels } from '#schemas/alerts/incident.ts';
import type { Filter } from '#schemas/filter.ts';

/** An expression over the rows that meet all filters, for each combination of groupBy. */
export interface Ask {
  key: string;
  measure: Expression;
  filters: Filter[];
  groupBy: string[];
  /** More label sets than this in any window are an error, never a part. */
  maxSeries: number;
}

export interface AskedWindows {
  windowMs: number;
  /** In ms, ascending; a window is [end - windowMs, end). */
  ends: number[];
}

/** One for each label set that has at least one row in the window; also for an empty groupBy: without rows there is none. */
export interface MeasuredSeries {
  labels: Labels;
  value: number | null;
}

/** Asks that differ in their key alone may share windows and series: they are to be read, not changed. */
export type AskAnswer = { ok: true; windows: Map<number, MeasuredSeries[]> } | { ok: false; error: unknown };
