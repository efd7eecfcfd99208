// Windows as runs of equal buckets of time. Additive measures need one query whose buckets are as long as the greatest common divisor of
// window and distances; others cannot be added up over buckets: their windows are asked for by phase, each window one bucket.
import type { AskedWindows } from './ask.ts';

export interface BucketGrid {
  originMs: number;
  stepMs: number;
  /** From the origin to the last window's end. */
  buckets: number;
  /** Covers the windows and nothing else; ascending, apart from each other. */
  ranges: TimeRange[];
  windows: GridWindow[];
}
/** Buckets from `first` on, `last` is outside. */
export interface GridWindow {
  end: number;
  first: number;
  last: number;
}
interface TimeRange {
  fromMs: number;
  toMs: number;
}

/** More buckets in a window than this cost more to add up than to have Druid read the rows again. */
const MOST_BUCKETS_OF_WINDOW = 360;

/** @param ends at least one, ascending */
export function bucketGrid({ windowMs, ends }: AskedWindows): BucketGrid {
  const originMs = (ends[0] ?? 0) - windowMs;
  const stepMs = stepOf({ windowMs, ends });
  const length = windowMs / stepMs;
  const windows = ends.map((end) => {
    const last = (end - originMs) / stepMs;
    return { end, first: last - length, last };
  });
  return { originMs, stepMs, buckets: windows.at(-1)?.last ?? 0, ranges: rangesOf({ windowMs, ends }), windows };
}

/** Windows that one query each can answer: all of them where buckets can be added up, those of one phase otherwise. */
export function windowPhases({ windowMs, ends }: AskedWindows, isAdditive: boolean): number[][] {
  if (isAdditive && windowMs / stepOf({ windowMs, ends }) <= MOST_BUCKETS_OF_WINDOW) return [ends];
  const phases = new Map<number, number[]>();
  for (const end of ends) {
    const phase = phases.get(end % windowMs);
    if (phase === undefined) phases.set(end % windowMs, [end]);
    else phase.push(end);
  }
  return [...phases.values()];
}

export interface ChunkLimits {
  rowsOfBucket: (stepMs: number) => number;
  mostRows: number;
  mostRanges: number;
}

/** The windows in runs of about `mostRows` rows each at most; a run is one window at least. */
export function chunkWindows({ windowMs, ends }: AskedWindows, limits: ChunkLimits): number[][] {
  const stepMs = stepOf({ windowMs, ends });
  const rowsOfBucket = limits.rowsOfBucket(stepMs);
  const chunks: number[][] = [];
  let [chunk, rows, ranges]: [number[], number, number] = [[], 0, 0];
  for (const end of ends) {
    const gapMs = chunk.length === 0 ? Number.POSITIVE_INFINITY : end - (chunk.at(-1) ?? 0);
    const addedRows = (Math.min(gapMs, windowMs) / stepMs) * rowsOfBucket;
    const addedRanges = gapMs > windowMs ? 1 : 0;
    if (chunk.length > 0 && (rows + addedRows > limits.mostRows || ranges + addedRanges > limits.mostRanges)) {
      chunks.push(chunk);
      [chunk, rows, ranges] = [[end], (windowMs / stepMs) * rowsOfBucket, 1];
    } else {
      chunk.push(end);
      rows += addedRows;
      ranges += addedRanges;
    }
  }
  return chunk.length === 0 ? chunks : [...chunks, chunk];
}

function stepOf({ windowMs, ends }: AskedWindows): number {
  let step = windowMs;
  for (let index = 1; index < ends.length; index += 1) {
    step = greatestCommonDivisor(step, (ends[index] ?? 0) - (ends[index - 1] ?? 0));
  }
  return step;
}

function greatestCommonDivisor(one: number, other: number): number {
  while (other !== 0) [one, other] = [other, one % other];
  return one;
}

function rangesOf({ windowMs, ends }: AskedWindows): TimeRange[] {
  const ranges: TimeRange[] = [];
  for (const end of ends) {
    const last = ranges.at(-1);
    if (last !== undefined && end - windowMs <= last.toMs) last.toMs = end;
    else ranges.push({ fromMs: end - windowMs, toMs: end });
  }
  return ranges;
}
