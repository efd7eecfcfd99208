import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkWindows, bucketGrid, windowPhases } from '#functions/alerts/logic/fusion/bucket-grid.ts';

const asked = fc.record({
  windowMs: fc.integer({ min: 1, max: 20 }).map((tens) => tens * 10_000),
  ends: fc
    .uniqueArray(fc.integer({ min: 100, max: 400 }), { minLength: 1, maxLength: 30 })
    .map((tens) => tens.toSorted((one, other) => one - other).map((ten) => ten * 10_000)),
});

describe('the grid of windows', () => {
  it('has one bucket for one window', () => {
    expect(bucketGrid({ windowMs: 60_000, ends: [180_000] })).toEqual({
      originMs: 120_000,
      stepMs: 60_000,
      buckets: 1,
      ranges: [{ fromMs: 120_000, toMs: 180_000 }],
      windows: [{ end: 180_000, first: 0, last: 1 }],
    });
  });

  it('has buckets of the greatest common divisor for sliding windows', () => {
    const grid = bucketGrid({ windowMs: 60_000, ends: [60_000, 100_000] });
    expect(grid).toMatchObject({ stepMs: 20_000, buckets: 5, ranges: [{ fromMs: 0, toMs: 100_000 }] });
    expect(grid.windows).toEqual([
      { end: 60_000, first: 0, last: 3 },
      { end: 100_000, first: 2, last: 5 },
    ]);
  });

  it('gives every window just the buckets that lie in it', () => {
    fc.assert(
      fc.property(asked, ({ windowMs, ends }) => {
        const { originMs, stepMs, windows } = bucketGrid({ windowMs, ends });
        expect(windows.map(({ first, last }) => [originMs + first * stepMs, originMs + last * stepMs])).toEqual(
          ends.map((end) => [end - windowMs, end]),
        );
      }),
    );
  });

  it('reads no time outside of the windows, and none twice', () => {
    fc.assert(
      fc.property(asked, ({ windowMs, ends }) => {
        const { ranges } = bucketGrid({ windowMs, ends });
        const seconds = new Set(
          ends.flatMap((end) => Array.from({ length: windowMs / 10_000 }, (_, n) => end - (n + 1) * 10_000)),
        );
        expect(ranges.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)).toBe(seconds.size * 10_000);
      }),
    );
  });
});

describe('the phases of windows', () => {
  it('are one where buckets can be added up, unless there were too many in a window', () => {
    expect(windowPhases({ windowMs: 60_000, ends: [60_000, 100_000] }, true)).toEqual([[60_000, 100_000]]);
    expect(windowPhases({ windowMs: 86_400_000, ends: [86_400_000, 86_410_000] }, true)).toHaveLength(2);
  });

  it('have windows that are one bucket each, where they cannot', () => {
    fc.assert(
      fc.property(asked, (windows) => {
        const phases = windowPhases(windows, false);
        expect(phases.map((ends) => bucketGrid({ ...windows, ends }).stepMs)).toEqual(
          phases.map(() => windows.windowMs),
        );
        expect(phases.flat().toSorted((one, other) => one - other)).toEqual(windows.ends);
      }),
    );
  });
});

describe('chunks of windows', () => {
  const limits = { rowsOfBucket: () => 10, mostRows: 100, mostRanges: 3 };

  it('hold all windows in their order, and no more rows and ranges than are allowed', () => {
    fc.assert(
      fc.property(asked, (windows) => {
        const chunks = chunkWindows(windows, limits);
        expect(chunks.flat()).toEqual(windows.ends);
        expect(chunks.every((ends) => bucketGrid({ ...windows, ends }).ranges.length <= limits.mostRanges)).toBe(true);
      }),
    );
  });

  it('end where the rows of their buckets would be too many', () => {
    const ends = Array.from({ length: 25 }, (_, index) => (index + 1) * 60_000);
    expect(chunkWindows({ windowMs: 60_000, ends }, limits).map(({ length }) => length)).toEqual([10, 10, 5]);
  });
});
