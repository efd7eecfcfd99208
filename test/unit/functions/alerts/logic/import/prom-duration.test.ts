import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoDuration, promDurationMs } from '#functions/alerts/logic/import/prom-duration.ts';
import { durationMs } from '#schemas/duration.ts';

describe('promDurationMs', () => {
  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1w', 604_800_000],
    ['1y', 31_536_000_000],
    ['500ms', 500],
    ['15', 15_000],
    ['5 minutes', undefined],
    ['', undefined],
  ])('reads %j', (text, ms) => {
    expect(promDurationMs(text)).toBe(ms);
  });
});

describe('isoDuration', () => {
  it('is read back as the same duration', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 10), (ms) => {
        expect(durationMs(isoDuration(ms))).toBe(ms);
      }),
    );
  });
});
