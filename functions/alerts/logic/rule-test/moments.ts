// The times of a case at which something may change: an event arrives, a window ends or is waited for no longer, a fault begins or ends.
import type { RuleTestCase } from '#schemas/alerts/rule-test.ts';
import { offsetMs } from '#schemas/alerts/rule-test.ts';
import { endAfter } from '../window-grid.ts';
import type { WindowGrid } from '../window-grid.ts';
import type { SampleSeries } from './series-of-case.ts';

/** In ms, ascending, from the start to the last time that is named or at which an event arrives. */
export function momentsOf(one: RuleTestCase, series: readonly SampleSeries[], grids: readonly WindowGrid[]): number[] {
  const start = Date.parse(one.start);
  const at = (offset: string) => start + offsetMs(offset);
  const parts = typeof one.watermark === 'string' ? [] : one.watermark;
  const lags = new Set([0, ...parts.map(({ lag = '0s' }) => offsetMs(lag))]);
  const asked = [...one.expect, ...(one.notifications ?? [])].map((expected) => at(expected.at));
  const spans = [...one.errors, ...one.outages].flatMap(({ from, to }) => [at(from), at(to)]);
  const arrivals = series.flatMap(({ samples }) => samples.map(({ arrivesAt }) => arrivesAt));
  const named = [...asked, ...spans, ...arrivals, ...parts.map(({ from }) => at(from))];
  const last = named.reduce((newest, time) => Math.max(newest, time), start);
  const moments = new Set([start, ...named.filter((time) => time >= start)]);
  for (const grid of grids) {
    const { allowedLatenessMs, maximumWaitMs } = grid;
    for (let end = endAfter(grid, start); end <= last; end = endAfter(grid, end)) {
      moments.add(end);
      for (const lag of lags) moments.add(end + allowedLatenessMs + lag);
      moments.add(end + allowedLatenessMs + maximumWaitMs);
    }
  }
  return [...moments].filter((time) => time <= last).sort((a, b) => a - b);
}
