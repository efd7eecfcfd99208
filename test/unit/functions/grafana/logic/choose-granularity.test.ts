import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRANULARITIES, chooseGranularity } from '#functions/grafana/logic/choose-granularity.ts';
import { durationMs } from '#schemas/duration.ts';

const rangeOf = (hours: number, fromMs = 0) => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(fromMs + hours * 3_600_000).toISOString(),
});

describe('chooseGranularity', () => {
  it.each([
    [1, 15_000, 500, 'none', 'PT1M'],
    [1, 1_000, 5_000, 'none', 'PT1S'],
    [1, 1_000, 5_000, 'PT1M', 'PT1M'],
    [6, 60_000, 100, 'PT1S', 'PT5M'],
    [24, 1_000, 30, 'PT1S', 'PT1H'],
    [24 * 90, 1_000, 1, 'PT1S', 'P7D'],
  ] as const)(
    'cuts %d hours at %d ms and %d points over a rollup of %s by %s',
    (hours, intervalMs, maxDataPoints, rollup, expected) => {
      expect(chooseGranularity({ range: rangeOf(hours), intervalMs, maxDataPoints }, rollup)).toBe(expected);
    },
  );

  it('never gives more pieces than the panel has points, wherever the range begins, unless the coarsest does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.nat(10 ** 9),
        fc.integer({ min: 2, max: 5000 }),
        (hours, fromMs, maxDataPoints) => {
          const range = rangeOf(hours, fromMs);
          const stepMs = durationMs(chooseGranularity({ range, intervalMs: 1, maxDataPoints }, 'none'));
          const pieces = Math.ceil(Date.parse(range.to) / stepMs) - Math.floor(fromMs / stepMs);
          expect(pieces <= maxDataPoints || stepMs === durationMs('P7D')).toBe(true);
        },
      ),
    );
  });

  it('knows its pieces from the finest to the coarsest', () => {
    const lengths = GRANULARITIES.map(durationMs);
    expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
  });
});
