// Which earlier windows a condition compares with, and what their values make of a window's own: its score.
import type { Condition } from '#schemas/alerts/condition.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { shiftDays } from './shift-days.ts';

/** Ends (ms) of the earlier windows for the one that ends at `end`, in the order of `earlier` in `scoreOf`. */
export function earlierWindows({ condition, window, timeZone }: Rule, end: number): number[] {
  switch (condition.kind) {
    case 'change':
      return [end - durationMs(condition.against)];
    case 'rate':
      return [end - durationMs(window)];
    case 'deviation':
      return Array.from({ length: condition.days }, (_, index) => shiftDays(end, -(index + 1), timeZone));
    case 'threshold':
    case 'range':
    case 'no-data':
    case 'stale-data':
      return [];
    default:
      throw new TypeError(`unknown condition ${JSON.stringify(condition satisfies never)}`);
  }
}

interface Values {
  value: number | null;
  earlier: readonly (number | null)[];
}

/** Null where there is not enough to compare with: that is no evidence for anything. */
export function scoreOf(
  { condition, window }: { condition: Condition; window: string },
  { value, earlier }: Values,
): number | null {
  if (value === null) return null;
  const [before = null] = earlier;
  switch (condition.kind) {
    case 'change':
      return before === null ? null : changeFrom(before, value, condition.as);
    case 'rate':
      return before === null ? null : ((value - before) * durationMs(condition.per)) / durationMs(window);
    case 'deviation':
      return deviationOf(value, earlier, condition.direction);
    case 'threshold':
    case 'range':
    case 'no-data':
    case 'stale-data':
      return value;
    default:
      throw new TypeError(`unknown condition ${JSON.stringify(condition satisfies never)}`);
  }
}

function changeFrom(before: number, value: number, as: 'absolute' | 'percent'): number | null {
  if (as === 'absolute') return value - before;
  return before === 0 ? null : ((value - before) / Math.abs(before)) * 100;
}

const LEAST_DAYS = 3;
/** Makes the median absolute deviation comparable with a standard deviation (Iglewicz and Hoaglin, 1993). */
const MAD_TO_SIGMA = 1.4826;
/** The same for the mean absolute deviation, which takes its place when more than half of the days are equal. */
const MEAN_TO_SIGMA = 1.2533;
/** Days that are all equal make any difference infinitely far. */
const FARTHEST = 1_000_000;

function deviationOf(
  value: number,
  earlier: readonly (number | null)[],
  direction: 'above' | 'below' | 'both',
): number | null {
  const known = earlier.filter((one) => one !== null);
  if (known.length < LEAST_DAYS) return null;
  const middle = median(known);
  const distances = known.map((one) => Math.abs(one - middle));
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
  const sigma = median(distances) * MAD_TO_SIGMA || mean * MEAN_TO_SIGMA;
  const distance = value - middle;
  const score = distance === 0 ? 0 : clamp(sigma === 0 ? Math.sign(distance) * FARTHEST : distance / sigma);
  if (direction === 'both') return Math.abs(score);
  // Not the negative zero, which JSON does not know.
  return direction === 'above' ? score : 0 - score;
}

const clamp = (score: number): number => Math.max(-FARTHEST, Math.min(FARTHEST, score));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}
