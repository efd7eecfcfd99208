import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadTime } from '#examples/flights/logic/spread-times.ts';

test('times begin at the start, stay below the end, never go back, and lie evenly', () => {
  const span = fc.record({
    from: fc.nat(),
    length: fc.integer({ min: 1, max: 86_400_000 }),
    total: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(span, ({ from, length, total }) => {
      const to = from + length;
      const times = Array.from({ length: total }, (_, index) => spreadTime({ index, total, from, to }));
      const gaps = times.map((time, index) => (times[index + 1] ?? to) - time);
      expect(times[0]).toBe(from);
      expect(times.at(-1)).toBeLessThan(to);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }),
  );
});
