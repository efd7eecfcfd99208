// When the windows of a rule end, and what they wait for. Rules that agree on it are evaluated together.
import type { Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { startOfDay } from './shift-days.ts';

export interface WindowGrid {
  windowMs: number;
  everyMs: number;
  timeZone: string;
  allowedLatenessMs: number;
  maximumWaitMs: number;
  /**
   * Watermark: until what comes in order has come. Arrival: until nothing that was produced is left to read either, as it is the
   * absence of data that is looked for. Clock: not at all.
   */
  waitsFor: 'watermark' | 'arrival' | 'clock';
}

export function gridOf(rule: Rule): WindowGrid {
  return {
    windowMs: durationMs(rule.window),
    everyMs: durationMs(rule.every),
    timeZone: rule.timeZone,
    allowedLatenessMs: durationMs(rule.allowedLateness),
    maximumWaitMs: durationMs(rule.maximumWait),
    waitsFor: waitOf(rule),
  };
}

function waitOf({ condition }: Rule): WindowGrid['waitsFor'] {
  if (condition.kind === 'stale-data') return 'clock';
  return condition.kind === 'no-data' ? 'arrival' : 'watermark';
}

/** The newest window's end at or before a time, which may be infinite. */
export function endAtOrBefore({ everyMs, timeZone }: WindowGrid, at: number): number {
  if (!Number.isFinite(at)) return at;
  return everyMs === DAY_MS ? startOfDay(at, timeZone) : Math.floor(at / everyMs) * everyMs;
}

/** The oldest window's end after a time. */
export function endAfter(grid: WindowGrid, at: number): number {
  const last = endAtOrBefore(grid, at);
  // A day has 23 to 25 hours.
  return grid.everyMs === DAY_MS ? endAtOrBefore(grid, last + 1.5 * DAY_MS) : last + grid.everyMs;
}

/** The end that lies `count` windows before another one. */
export function endsBefore(grid: WindowGrid, end: number, count: number): number {
  return grid.everyMs === DAY_MS ? endAtOrBefore(grid, end - (count - 0.5) * DAY_MS) : end - count * grid.everyMs;
}

/** How many windows end after `from`, up to and with the end `to`. */
export const countEnds = (grid: WindowGrid, from: number, to: number): number =>
  Math.round((to - endAtOrBefore(grid, from)) / grid.everyMs);

const DAY_MS = 86_400_000;
