// The value of a measure from samples of it.
import type { MeasureKind } from '#schemas/alerts/rule-test.ts';
import type { Sample } from './series-of-case.ts';

/** @param samples in the order of their times. Sketches cannot be made up: of distinct and quantile measures the newest sample counts. */
export function foldSamples(kind: MeasureKind, samples: readonly Sample[]): number | null {
  const sum = () => samples.reduce((total, { value }) => total + value, 0);
  const isEmpty = samples.length === 0;
  switch (kind) {
    case 'count':
      return sum();
    case 'distinct':
      return samples.at(-1)?.value ?? 0;
    case 'quantile':
      return samples.at(-1)?.value ?? null;
    case 'sum':
      return isEmpty ? null : sum();
    case 'mean':
      return isEmpty ? null : sum() / samples.length;
    case 'min':
      return isEmpty ? null : samples.reduce((least, { value }) => Math.min(least, value), Infinity);
    case 'max':
      return isEmpty ? null : samples.reduce((most, { value }) => Math.max(most, value), -Infinity);
    default:
      throw new TypeError(`unknown kind of measure ${JSON.stringify(kind satisfies never)}`);
  }
}
