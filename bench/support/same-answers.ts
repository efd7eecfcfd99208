// That two ways to ask gave the same. A query for a whole window has a row even when the window is empty; a fused answer then has none.
import { labelKey } from '#functions/alerts/logic/label-key.ts';
import type { MeasuredSeries } from '#functions/alerts/logic/fusion/ask.ts';

/** By the key of the rule. */
export type Answers = Map<string, MeasuredSeries[]>;

const RELATIVE_TOLERANCE = 1e-9;
/** A quantiles sketch drops values at random once it holds more than 256: its rank error of 1.7% is some minutes of delay. */
const SKETCH_TOLERANCE = 0.2;

interface Compared {
  fused: Answers;
  others: Answers;
  /** Keys of the rules that watch sketches. */
  sketches: Set<string>;
}

/** @throws Error that names the first rule whose answers differ */
export function requireSame(way: string, { fused, others, sketches }: Compared): void {
  for (const [key, series] of fused) {
    const tolerance = sketches.has(key) ? SKETCH_TOLERANCE : RELATIVE_TOLERANCE;
    const [one, other] = [byLabels(series), byLabels(others.get(key) ?? [])];
    const labels = new Set([...one.keys(), ...other.keys()]);
    for (const label of labels) {
      if (isSame(one.get(label) ?? null, other.get(label) ?? null, tolerance)) continue;
      throw new Error(`${key} ${label}: fused ${String(one.get(label))}, ${way} ${String(other.get(label))}`);
    }
  }
}

const byLabels = (series: MeasuredSeries[]) => new Map(series.map(({ labels, value }) => [labelKey(labels), value]));

function isSame(one: number | null, other: number | null, tolerance: number): boolean {
  const [left, right] = [one ?? 0, other ?? 0];
  return Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left), Math.abs(right));
}
