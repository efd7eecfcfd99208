// Which windows are judged now: in the order of their ends, none left out, unless an outage was longer than the catch-up.
import { countEnds, endAfter, endAtOrBefore, endsBefore } from './window-grid.ts';
import type { WindowGrid } from './window-grid.ts';

/** At most so many windows are made up for after an outage; older ones are a counted gap. */
export const MOST_CAUGHT_UP = 360;
/** At most so many are judged at once, so that a tick ends; the next goes on. */
const MOST_AT_ONCE = 60;
/** At most so many of those that wait for late data are looked at before. */
const MOST_EARLY = 30;

export interface Horizon {
  now: number;
  /** Event time in ms up to which the model's data has come; null for none yet. */
  watermark: number | null;
  /** The newest time at which nothing that was produced was left to read; null if it never was. */
  caughtUpAt: number | null;
}

export interface DueWindows {
  windows: { end: number; completeness: 'complete' | 'incomplete' }[];
  /** Windows whose ends are after `from`, up to and with `to`, that are never judged. */
  gap: { from: number; to: number; windows: number } | null;
}

/** @param cursor end of the newest window that was judged, in ms */
export function dueWindows(grid: WindowGrid, cursor: number, horizon: Horizon): DueWindows {
  const wholeThrough = endAtOrBefore(grid, wholeUntil(grid, horizon));
  const dueThrough = Math.max(wholeThrough, endAtOrBefore(grid, waitedUntil(grid, horizon)));
  const oldest = endsBefore(grid, dueThrough, MOST_CAUGHT_UP);
  const from = Math.max(cursor, oldest);
  const windows: DueWindows['windows'] = [];
  for (let end = endAfter(grid, from); end <= dueThrough && windows.length < MOST_AT_ONCE; end = endAfter(grid, end)) {
    windows.push({ end, completeness: end <= wholeThrough ? 'complete' : 'incomplete' });
  }
  const gap = cursor < oldest ? { from: cursor, to: oldest, windows: countEnds(grid, cursor, oldest) } : null;
  return { windows, gap };
}

/** No window ends in the future: events may claim to come from there. */
function wholeUntil({ waitsFor, allowedLatenessMs }: WindowGrid, { now, watermark, caughtUpAt }: Horizon): number {
  if (waitsFor === 'clock') return now;
  const come = Math.max(watermark ?? -Infinity, waitsFor === 'arrival' ? (caughtUpAt ?? -Infinity) : -Infinity);
  return Math.min(now, come - allowedLatenessMs);
}

const waitedUntil = ({ allowedLatenessMs, maximumWaitMs }: WindowGrid, { now }: Horizon): number =>
  now - allowedLatenessMs - maximumWaitMs;

/**
 * Ends of the windows that may fire before they are judged, ascending: the next one in order, and those up to the one that now is in, which
 * has the newest events; of many the newest. A rule that asks for several breaches in a row can only be judged in order: the first.
 */
export function earlyWindows(grid: WindowGrid, cursor: number, now: number): number[] {
  const open = endAfter(grid, now);
  const ends = [endAfter(grid, cursor)];
  let end = endsBefore(grid, open, MOST_EARLY);
  while (end < open) {
    end = endAfter(grid, end);
    if (end > Math.max(...ends)) ends.push(end);
  }
  return ends;
}
