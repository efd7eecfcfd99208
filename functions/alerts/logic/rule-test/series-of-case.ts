// The events of a case: each series with its samples in the order of their times.
import type { RuleTestCase, TestSeries } from '#schemas/alerts/rule-test.ts';
import { offsetMs } from '#schemas/alerts/rule-test.ts';
import type { DimensionValue } from '../fusion/truth.ts';
import { expandValues } from './expand-values.ts';

export interface Sample {
  at: number;
  arrivesAt: number;
  value: number;
}
export interface SampleSeries {
  measure: string;
  labels: Record<string, DimensionValue>;
  samples: Sample[];
}
export interface PlacedFault {
  path: (string | number)[];
  reason: string;
}

export function seriesOfCase({ start, interval, series }: RuleTestCase): {
  series: SampleSeries[];
  faults: PlacedFault[];
} {
  const faults: PlacedFault[] = [];
  const placed = series.map((one, index) => {
    const values = expandValues(String(one.values));
    if (typeof values === 'string') faults.push({ path: ['series', index, 'values'], reason: values });
    const base = { start: Date.parse(start), intervalMs: offsetMs(interval), series: one };
    const samples = typeof values === 'string' ? [] : values.flatMap((value, place) => sampleOf(base, value, place));
    return { measure: one.measure, labels: one.labels, samples };
  });
  return { series: placed, faults };
}

function sampleOf(
  { start, intervalMs, series }: { start: number; intervalMs: number; series: TestSeries },
  { value, lateMs }: { value: number | null; lateMs: number | null },
  place: number,
): Sample[] {
  if (value === null) return [];
  const at = start + offsetMs(series.from) + place * intervalMs;
  return [{ at, arrivesAt: at + (lateMs ?? offsetMs(series.arrives)), value }];
}
