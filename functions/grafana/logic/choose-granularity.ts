// How fine a panel's pieces of time are: as fine as its points allow, but not finer than the model's rollup.
import { durationMs } from '#schemas/duration.ts';
import type { GrafanaQueryRequest } from '#schemas/grafana.ts';
import type { Model } from '#schemas/model.ts';

export const GRANULARITIES = ['PT1S', 'PT10S', 'PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'P1D', 'P7D'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

type PanelTime = Pick<GrafanaQueryRequest, 'range' | 'intervalMs' | 'maxDataPoints'>;

/** The finest one that is at least Grafana's interval and has no more pieces than the panel has points; P7D if none has. */
export function chooseGranularity(
  { range, intervalMs, maxDataPoints }: PanelTime,
  rollup: Model['rollup'],
): Granularity {
  const rangeMs = Date.parse(range.to) - Date.parse(range.from);
  // A range that begins within a piece of time touches one piece more.
  const perPointMs = rangeMs / Math.max(1, Math.floor(maxDataPoints) - 1);
  const leastMs = Math.max(intervalMs, perPointMs, rollup === 'none' ? 0 : durationMs(rollup));
  return GRANULARITIES.find((granularity) => durationMs(granularity) >= leastMs) ?? 'P7D';
}
