import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, durationBetween, durationMs } from '#schemas/duration.ts';

describe('a duration', () => {
  it.each([
    ['PT10S', 10_000],
    ['PT0.25S', 250],
    ['PT1H30M', 5_400_000],
    ['P1DT1S', 86_401_000],
    ['P7D', 604_800_000],
  ])('%s is %i ms', (text, ms) => {
    expect(durationMs(Duration.parse(text))).toBe(ms);
  });

  it.each(['', 'P', 'PT', 'P1M', 'P1Y', '10s', 'PT1.5H', 'PT-1S', 'P1DT'])('%j is refused', (text) => {
    expect(Duration.safeParse(text).success).toBe(false);
    expect(() => durationMs(text)).toThrow(RangeError);
  });

  it('adds up its parts', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99), (days, hours, minutes, seconds) => {
        const text = `P${days}DT${hours}H${minutes}M${seconds}S`;
        expect(durationMs(text)).toBe((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
      }),
    );
  });

  it('can be held between bounds, both included', () => {
    const schema = durationBetween('PT10S', 'PT1M');
    expect(['PT9S', 'PT10S', 'PT1M', 'PT61S'].map((text) => schema.safeParse(text).success)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('is refused, and not only found out of bounds, when it is no duration', () => {
    expect(durationBetween('PT10S', 'PT1M').safeParse('soon').error?.issues).toMatchObject([{ code: 'custom' }]);
  });
});
