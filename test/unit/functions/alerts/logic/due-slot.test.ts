import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueSlot } from '#functions/alerts/logic/due-slot.ts';

describe('dueSlot', () => {
  it('aligns a slot to `every` and gives it until it is done', () => {
    const now = new Date('2026-01-01T00:00:34.567Z');
    const slot = new Date('2026-01-01T00:00:30.000Z');
    expect(dueSlot({ every: 'PT10S', done: null, now })).toEqual(slot);
    expect(dueSlot({ every: 'PT10S', done: new Date('2026-01-01T00:00:20Z'), now })).toEqual(slot);
    expect(dueSlot({ every: 'PT10S', done: slot, now })).toBeUndefined();
  });

  it('keeps a slot due that was missed, until the next one takes its place', () => {
    const done = new Date('2026-01-01T00:00:00Z');
    expect(dueSlot({ every: 'P1D', done, now: new Date('2026-01-02T07:00:00Z') })).toEqual(
      new Date('2026-01-02T00:00:00Z'),
    );
  });

  it('never gives a slot that is in the future or further back than `every`', () => {
    fc.assert(
      fc.property(fc.constantFrom('PT10S', 'PT15S', 'PT1M', 'PT7M', 'P1D'), fc.nat(2 ** 40), (every, nowMs) => {
        const slot = dueSlot({ every, done: null, now: new Date(nowMs) });
        const ageMs = nowMs - (slot?.getTime() ?? Number.NaN);
        expect(ageMs).toBeGreaterThanOrEqual(0);
        expect(ageMs).toBeLessThan(86_400_000);
        expect(dueSlot({ every, done: slot ?? null, now: new Date(nowMs) })).toBeUndefined();
      }),
    );
  });
});
