// What a rule costs, from what is known of its model.
import type { Rule } from '#schemas/alerts/rule.ts';
import type { RuleCost } from '#schemas/alerts/try-rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { earlierWindows } from './earlier-windows.ts';
import type { Cardinalities } from './fusion/plan-fusion.ts';

const HOUR_MS = 3_600_000;

interface Known {
  rule: Rule;
  /** Null where Druid did not answer. */
  cardinalities: Cardinalities | null;
  sharedWith: number;
}

export function costOf({ rule, cardinalities, sharedWith }: Known): RuleCost {
  const { maxSeries, every, window, condition, groupBy } = rule;
  const asks = condition.kind === 'stale-data' ? 0 : 1 + earlierWindows(rule, 0).length;
  const windowsPerHour = (HOUR_MS / durationMs(every)) * asks;
  if (cardinalities === null) return { windowsPerHour, rowsScannedPerHour: null, series: null, maxSeries, sharedWith };
  const rows = cardinalities.rowsPerMs * durationMs(window);
  const values = groupBy.map((dimension) => cardinalities.values[dimension] ?? 1);
  const series = Math.min(
    values.reduce((product, count) => product * count, 1),
    Math.max(1, rows),
  );
  return {
    windowsPerHour,
    rowsScannedPerHour: Math.round(rows * windowsPerHour),
    series: Math.round(series),
    maxSeries,
    sharedWith,
  };
}
