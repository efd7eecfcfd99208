import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_ATTEMPTS, nextAttempt } from '#functions/alerts/logic/next-attempt.ts';

const now = new Date('2026-01-01T00:00:00Z');
const delayMs = (attempts: number, random: number) =>
  (nextAttempt({ attempts, now, random })?.getTime() ?? Number.NaN) - now.getTime();

describe('nextAttempt', () => {
  it('waits 5 s, then four times as long each time, up to 4 hours', () => {
    const seconds = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => delayMs(index + 1, 0.5) / 1000);
    expect(seconds.slice(0, 8)).toEqual([5, 20, 80, 320, 1280, 5120, 14_400, 14_400]);
  });

  it('goes on for more than a day, then gives up', () => {
    const total = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => delayMs(index + 1, 0)).reduce(
      (sum, one) => sum + one,
      0,
    );
    expect(total).toBeGreaterThan(20 * 3_600_000);
    expect(nextAttempt({ attempts: MOST_ATTEMPTS, now, random: 0.5 })).toBeUndefined();
  });

  it('spreads an attempt over 20 % to either side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MOST_ATTEMPTS - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          expect(delayMs(attempts, random) / delayMs(attempts, 0.5)).toBeGreaterThanOrEqual(0.799);
          expect(delayMs(attempts, random) / delayMs(attempts, 0.5)).toBeLessThanOrEqual(1.201);
        },
      ),
    );
  });
});

describe('a receiver that says when to come back', () => {
  const askedMs = (ms: number, attempts = 1) => {
    const retryAfter = new Date(now.getTime() + ms);
    return (nextAttempt({ attempts, now, random: 0.5, retryAfter })?.getTime() ?? Number.NaN) - now.getTime();
  };

  it('is given the time that it asks for, but not less than usual nor more than 6 hours', () => {
    expect([askedMs(60_000), askedMs(1_000), askedMs(-1_000), askedMs(90 * 86_400_000)]).toEqual([
      60_000, 5_000, 5_000, 21_600_000,
    ]);
  });

  it('gets no more attempts for it', () => {
    expect(askedMs(60_000, MOST_ATTEMPTS)).toBeNaN();
  });
});
