import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime, shiftDays, startOfDay } from '#functions/alerts/logic/shift-days.ts';

const text = (at: number) => new Date(at).toISOString().slice(0, 16);

describe('shiftDays', () => {
  it.each([
    ['a day of 24 hours', '2026-01-10T12:00Z', -1, 'Europe/Berlin', '2026-01-09T12:00'],
    ['over clocks that are put forward', '2026-03-30T10:00Z', -2, 'Europe/Berlin', '2026-03-28T11:00'],
    ['over clocks that are put back', '2026-10-26T11:00Z', -2, 'Europe/Berlin', '2026-10-24T10:00'],
    ['to later days', '2026-03-29T00:30Z', 1, 'Europe/Berlin', '2026-03-29T23:30'],
    ['to a local time that is left out that day', '2026-03-30T00:30Z', -1, 'Europe/Berlin', '2026-03-29T01:30'],
    ['in UTC', '2026-03-30T10:00Z', -7, 'Etc/UTC', '2026-03-23T10:00'],
    ['in a zone of half hours', '2026-04-05T12:00Z', -1, 'Australia/Lord_Howe', '2026-04-04T11:30'],
  ])('keeps the local time: %s', (_, at, days, zone, expected) => {
    expect(text(shiftDays(Date.parse(at), days, zone))).toBe(expected);
  });
});

describe('startOfDay', () => {
  it.each([
    ['Etc/UTC', '2026-03-29T23:59Z', '2026-03-29T00:00'],
    ['Europe/Berlin', '2026-03-29T12:00Z', '2026-03-28T23:00'],
    ['Europe/Berlin', '2026-03-30T12:00Z', '2026-03-29T22:00'],
    ['America/New_York', '2026-01-01T02:00Z', '2025-12-31T05:00'],
    ['Asia/Kolkata', '2026-01-01T18:30Z', '2026-01-01T18:30'],
    ['a day without midnight in Africa/Cairo', '2026-04-24T09:00Z', '2026-04-23T22:00'],
  ])('%s at %s', (zone, at, expected) => {
    expect(text(startOfDay(Date.parse(at), zone.replace(/.* /, '')))).toBe(expected);
  });

  it('is at or before the time, less than 25 hours, and its own start', () => {
    const times = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2035-01-01') });
    const zones = fc.constantFrom('Etc/UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
    fc.assert(
      fc.property(times, zones, (at, zone) => {
        const start = startOfDay(at, zone);
        expect(at - start).toBeGreaterThanOrEqual(0);
        expect(at - start).toBeLessThan(25 * 3_600_000);
        expect(startOfDay(start, zone)).toBe(start);
        expect(localTime(start, zone).minute).toBe(0);
      }),
    );
  });
});

describe('localTime', () => {
  it.each([
    ['Etc/UTC', '1970-01-01T00:00Z', { minute: 0, weekday: 3 }],
    ['Europe/Berlin', '2026-11-28T23:30Z', { minute: 30, weekday: 6 }],
    ['America/New_York', '2026-11-30T04:59Z', { minute: 1439, weekday: 6 }],
    ['Etc/UTC', '1969-12-31T23:59Z', { minute: 1439, weekday: 2 }],
  ])('in %s at %s', (zone, at, expected) => {
    expect(localTime(Date.parse(at), zone)).toEqual(expected);
  });
});
