import { describe, expect, it } from 'vitest';
import { isMuted } from '#functions/alerts/logic/is-muted.ts';

const night = {
  timeZone: 'Europe/Berlin',
  mutes: [{ days: ['friday' as const], from: '22:00', to: '06:00' }],
};

describe('a muted time', () => {
  it.each([
    // 2026-11-27 is a Friday; Berlin is an hour ahead of UTC in winter.
    ['2026-11-27T20:59:59Z', false],
    ['2026-11-27T21:00:00Z', true],
    ['2026-11-28T04:59:59Z', true],
    ['2026-11-28T05:00:00Z', false],
    ['2026-11-28T22:00:00Z', false],
    // In summer it is two hours ahead.
    ['2026-06-26T20:00:00Z', true],
    ['2026-06-26T19:59:59Z', false],
  ])('goes over midnight in the time zone of the rule: %s is %s', (at, expected) => {
    expect(isMuted(night, new Date(at))).toBe(expected);
  });

  it('without times is the whole day', () => {
    const sunday = { timeZone: 'Etc/UTC', mutes: [{ days: ['sunday' as const], from: '00:00', to: '00:00' }] };

    expect(isMuted(sunday, new Date('2026-11-29T00:00:00Z'))).toBe(true);
    expect(isMuted(sunday, new Date('2026-11-29T23:59:59Z'))).toBe(true);
    expect(isMuted(sunday, new Date('2026-11-30T00:00:00Z'))).toBe(false);
  });

  it('of nothing is never', () => {
    expect(isMuted({ timeZone: 'Etc/UTC', mutes: [] }, new Date('2026-11-29T12:00:00Z'))).toBe(false);
  });
});
