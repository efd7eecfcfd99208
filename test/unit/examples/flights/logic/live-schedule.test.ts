import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueBy, forgetArrears, timeOf } from '#examples/flights/logic/live-schedule.ts';

const schedules = fc.record({
  startMs: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
  rate: fc.integer({ min: 1, max: 100_000 }),
});

describe('the live schedule', () => {
  test('as many events are due as the rate says', () => {
    fc.assert(
      fc.property(schedules, fc.nat(3_600_000), (schedule, elapsedMs) => {
        const due = dueBy(schedule, schedule.startMs + elapsedMs);
        expect(Math.abs(due - (elapsedMs * schedule.rate) / 1000)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('no event that is due lies in the future, and times never go back', () => {
    fc.assert(
      fc.property(schedules, fc.nat(3_600_000), (schedule, elapsedMs) => {
        const now = schedule.startMs + elapsedMs;
        const last = dueBy(schedule, now) - 1;
        expect(timeOf(schedule, last)).toBeLessThanOrEqual(now);
        expect(timeOf(schedule, last - 1)).toBeLessThanOrEqual(timeOf(schedule, last));
      }),
    );
  });

  test('nothing is due before the start', () => {
    expect(dueBy({ startMs: 1000, rate: 10 }, 999)).toBe(0);
  });

  test('a long pause is made up for only in part, a short one wholly', () => {
    const schedule = { startMs: 0, rate: 1000 };

    expect(forgetArrears(schedule, 10_000, 14_000, 5000)).toEqual(schedule);
    const moved = forgetArrears(schedule, 10_000, 60_000, 5000);
    expect(timeOf(moved, 10_000)).toBe(55_000);
    expect(dueBy(moved, 60_000) - 10_000).toBe(5001);
  });
});
