import { describe, expect, it } from 'vitest';
import { jitterMs } from '#functions/alerts/logic/jitter.ts';
import type { WindowGrid } from '#functions/alerts/logic/window-grid.ts';

const gridEvery = (everyMs: number): WindowGrid => ({
  windowMs: everyMs,
  everyMs,
  timeZone: 'Etc/UTC',
  allowedLatenessMs: 0,
  maximumWaitMs: 120_000,
  waitsFor: 'watermark',
});
const drawMany = (everyMs: number) =>
  Array.from({ length: 200 }, (_, index) => jitterMs({ shard: `flights~${index}`, grid: gridEvery(everyMs) }));

describe('the jitter of a group', () => {
  it('is the same each time', () => {
    expect(drawMany(60_000)).toEqual(drawMany(60_000));
  });

  it.each([
    [10_000, 200],
    [60_000, 1_200],
    [3_600_000, 5_000],
  ])('of windows each %i ms spreads the groups over %i ms', (everyMs, most) => {
    const drawn = drawMany(everyMs);
    expect(Math.min(...drawn)).toBeLessThan(most * 0.1);
    expect(Math.max(...drawn)).toBeGreaterThan(most * 0.9);
    expect(Math.max(...drawn)).toBeLessThan(most);
  });
});
