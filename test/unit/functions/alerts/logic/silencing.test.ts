import { describe, expect, it } from 'vitest';
import { mutedUntil } from '#functions/alerts/logic/muted-until.ts';
import { heldUntil, silenceStatus } from '#functions/alerts/logic/silencing.ts';
import { MuteTime } from '#schemas/alerts/mute-time.ts';
import { Silence } from '#schemas/alerts/silence.ts';

const silence = (from: string, to: string, value = 'SFO'): Silence =>
  Silence.parse({
    name: 's',
    owner: 'o',
    comment: 'c',
    from,
    to,
    matchers: [{ label: 'origin', operator: '=', value }],
  });
const at = (text: string) => new Date(text);
const NINE = '2026-03-02T09:00:00Z';
const TEN = '2026-03-02T10:00:00Z';
const ELEVEN = '2026-03-02T11:00:00Z';

describe('a silence', () => {
  it.each([
    ['2026-03-02T08:59:59Z', 'pending'],
    [NINE, 'active'],
    ['2026-03-02T09:59:59Z', 'active'],
    [TEN, 'expired'],
  ])('is at %s: %s', (time, expected) => expect(silenceStatus(silence(NINE, TEN), at(time))).toBe(expected));

  it('holds back what it matches until the last end of all that match', () => {
    const silences = [silence(NINE, TEN), silence(NINE, ELEVEN), silence(NINE, '2026-03-03T00:00:00Z', 'LAX')];
    const holds = { silences, rule: undefined, labels: { origin: 'SFO' }, now: at(NINE) };
    expect(heldUntil(holds)).toBe(Date.parse(ELEVEN));
    expect(heldUntil({ ...holds, labels: {} })).toBeNull();
    expect(heldUntil({ ...holds, now: at(ELEVEN) })).toBeNull();
  });
});

describe('a muted time', () => {
  const mutes = (...times: object[]) => times.map((time) => MuteTime.parse(time));
  const end = (times: MuteTime[], time: string, timeZone = 'Etc/UTC') => {
    const until = mutedUntil(times, timeZone, Date.parse(time));
    return until === null ? null : new Date(until).toISOString();
  };
  // 2 March 2026 is a Monday.
  it.each([
    ['before it', '2026-03-02T08:59:59Z', null],
    ['at its beginning', '2026-03-02T09:00:00Z', '2026-03-02T11:00:00.000Z'],
    ['in it', '2026-03-02T10:59:59.999Z', '2026-03-02T11:00:00.000Z'],
    ['at its end', '2026-03-02T11:00:00Z', null],
    ['on another day', '2026-03-03T10:00:00Z', null],
  ])('of some hours on a day is judged %s', (_, time, expected) => {
    expect(end(mutes({ days: ['monday'], from: '09:00', to: '11:00' }), time)).toBe(expected);
  });

  it.each([
    ['late on its day', '2026-03-02T23:00:00Z', '2026-03-03T06:00:00.000Z'],
    ['early on the next day', '2026-03-03T05:59:00Z', '2026-03-03T06:00:00.000Z'],
    ['early on its own day', '2026-03-02T05:59:00Z', null],
  ])('over midnight belongs to the day on which it begins: %s', (_, time, expected) => {
    expect(end(mutes({ days: ['monday'], from: '22:00', to: '06:00' }), time)).toBe(expected);
  });

  it('without times is the whole day, and over sunday it reaches monday', () => {
    expect(end(mutes({ days: ['sunday'] }), '2026-03-01T00:00:00Z')).toBe('2026-03-02T00:00:00.000Z');
    expect(end(mutes({ days: ['sunday'], from: '22:00', to: '02:00' }), '2026-03-02T01:00:00Z')).toBe(
      '2026-03-02T02:00:00.000Z',
    );
  });

  it('is in the time zone of the rule', () => {
    const nine = mutes({ from: '09:00', to: '10:00' });
    expect(end(nine, '2026-03-02T08:30:00Z', 'Europe/Berlin')).toBe('2026-03-02T09:00:00.000Z');
    expect(end(nine, '2026-07-02T08:30:00Z', 'Europe/Berlin')).toBeNull();
  });

  it('ends with the last of those that overlap', () => {
    const both = mutes({ from: '09:00', to: '10:00' }, { from: '09:30', to: '12:00' });
    expect(end(both, '2026-03-02T09:45:00Z')).toBe('2026-03-02T12:00:00.000Z');
  });
});
