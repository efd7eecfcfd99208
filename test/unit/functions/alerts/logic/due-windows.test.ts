import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_CAUGHT_UP, dueWindows, earlyWindows } from '#functions/alerts/logic/due-windows.ts';
import type { WindowGrid } from '#functions/alerts/logic/window-grid.ts';

const at = (time: string) => Date.parse(`2026-11-29T${time}Z`);

const grid: WindowGrid = {
  windowMs: 60_000,
  everyMs: 60_000,
  timeZone: 'Etc/UTC',
  allowedLatenessMs: 0,
  maximumWaitMs: 120_000,
  waitsFor: 'watermark',
};
const horizon = (now: string, watermark: string | null, caughtUpAt: string | null = null) => ({
  now: at(now),
  watermark: watermark === null ? null : at(watermark),
  caughtUpAt: caughtUpAt === null ? null : at(caughtUpAt),
});
const ends = ({ windows }: ReturnType<typeof dueWindows>) =>
  windows.map(({ end, completeness }) => [new Date(end).toISOString().slice(11, 19), completeness]);

describe('the windows that are due', () => {
  it('are those that the watermark has passed, in order', () => {
    expect(ends(dueWindows(grid, at('10:00:00'), horizon('10:02:30', '10:02:10')))).toEqual([
      ['10:01:00', 'complete'],
      ['10:02:00', 'complete'],
    ]);
  });

  it('wait for the watermark to pass the allowed lateness', () => {
    const patient = { ...grid, allowedLatenessMs: 30_000 };

    expect(ends(dueWindows(patient, at('10:00:00'), horizon('10:02:00', '10:01:29')))).toEqual([]);
    expect(ends(dueWindows(patient, at('10:00:00'), horizon('10:02:00', '10:01:30')))).toEqual([
      ['10:01:00', 'complete'],
    ]);
  });

  it('are judged after the maximum wait, as incomplete', () => {
    expect(ends(dueWindows(grid, at('10:00:00'), horizon('10:03:00', null)))).toEqual([['10:01:00', 'incomplete']]);
    expect(ends(dueWindows(grid, at('10:00:00'), horizon('10:02:59.999', null)))).toEqual([]);
    expect(ends(dueWindows(grid, at('10:00:00'), horizon('10:04:00', '10:01:00')))).toEqual([
      ['10:01:00', 'complete'],
      ['10:02:00', 'incomplete'],
    ]);
  });

  it('never end in the future, whatever events say', () => {
    expect(ends(dueWindows(grid, at('10:00:00'), horizon('10:01:30', '11:00:00')))).toEqual([['10:01:00', 'complete']]);
  });

  it('that look for the absence of data are whole once nothing that was produced is left to read', () => {
    const arrival: WindowGrid = { ...grid, waitsFor: 'arrival' };

    expect(ends(dueWindows(arrival, at('10:00:00'), horizon('10:01:30', '09:00:00', '10:00:59')))).toEqual([]);
    expect(ends(dueWindows(arrival, at('10:00:00'), horizon('10:01:30', '09:00:00', '10:01:00')))).toEqual([
      ['10:01:00', 'complete'],
    ]);
  });

  it('that look at the age of the data wait for nothing', () => {
    expect(ends(dueWindows({ ...grid, waitsFor: 'clock' }, at('10:00:00'), horizon('10:01:00', null)))).toEqual([
      ['10:01:00', 'complete'],
    ]);
  });

  it('of days end at midnight of the time zone, also when clocks are put back', () => {
    const days = {
      ...grid,
      windowMs: 86_400_000,
      everyMs: 86_400_000,
      timeZone: 'Europe/Berlin',
      waitsFor: 'clock' as const,
    };
    const cursor = Date.parse('2026-10-23T22:00:00Z');
    const { windows } = dueWindows(days, cursor, {
      now: Date.parse('2026-10-26T00:00:00Z'),
      watermark: null,
      caughtUpAt: null,
    });

    expect(windows.map(({ end }) => new Date(end).toISOString())).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });

  it('after an outage are made up for up to a bound, and the rest is a counted gap', () => {
    const { windows, gap } = dueWindows(grid, at('00:00:00'), horizon('10:00:00', '10:00:00'));

    expect(gap).toEqual({ from: at('00:00:00'), to: at('04:00:00'), windows: 240 });
    expect(windows[0]?.end).toBe(at('04:01:00'));
  });

  it('are each judged once and none is left out, however ticks and the watermark come', () => {
    const ticks = fc.array(
      fc.record({ waitMs: fc.integer({ min: 0, max: 200_000 }), lagMs: fc.integer({ min: 0, max: 400_000 }) }),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(ticks, fc.integer({ min: 0, max: 90_000 }), (steps, allowedLatenessMs) => {
        const patient = { ...grid, allowedLatenessMs };
        const start = at('00:00:00');
        const judged: number[] = [];
        let [now, watermark, cursor] = [start, start, start];
        for (const { waitMs, lagMs } of steps) {
          now += waitMs;
          watermark = Math.max(watermark, now - lagMs);
          const due = dueWindows(patient, cursor, { now, watermark, caughtUpAt: null });
          judged.push(...due.windows.map(({ end }) => end));
          cursor = judged.at(-1) ?? cursor;
        }
        expect(judged).toEqual(judged.map((_, index) => start + (index + 1) * 60_000));
        expect(cursor).toBeLessThanOrEqual(Math.max(start, now - allowedLatenessMs));
      }),
    );
  });

  it('with what is a gap are all windows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (behind) => {
        const now = at('00:00:00') + behind * 60_000;
        const { windows, gap } = dueWindows(grid, at('00:00:00'), { now, watermark: now, caughtUpAt: null });
        const left = behind - (gap?.windows ?? 0);

        expect(left).toBe(Math.min(behind, MOST_CAUGHT_UP));
        expect(windows[0]?.end).toBe((gap?.to ?? at('00:00:00')) + 60_000);
      }),
    );
  });
});

describe('the windows that may fire before they are judged', () => {
  const early = (cursor: string, now: string) =>
    earlyWindows(grid, at(cursor), at(now)).map((end) => new Date(end).toISOString().slice(11, 19));

  it('are all from the next one to the one that now is in', () => {
    expect(early('10:00:00', '10:02:30')).toEqual(['10:01:00', '10:02:00', '10:03:00']);
    expect(early('10:02:00', '10:02:30')).toEqual(['10:03:00']);
  });

  it('are the next one and the newest of many', () => {
    const ends = early('09:00:00', '10:02:30');
    expect(ends).toHaveLength(31);
    expect([ends[0], ends[1], ends.at(-1)]).toEqual(['09:01:00', '09:34:00', '10:03:00']);
  });

  it('hold the next one also when that is judged already for a clock that is ahead', () => {
    expect(early('10:05:00', '10:02:30')).toEqual(['10:06:00']);
  });
});
