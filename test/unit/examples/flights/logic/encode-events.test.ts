import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenBy, encodeEvents } from '#examples/flights/logic/encode-events.ts';

const ROW = '"delay":-3,"distance":215,"origin":"ATL","destination":"SAV"}';
const rowsOf = (count: number) => Array.from({ length: count }, () => ROW);

describe('encodeEvents', () => {
  test('gives each row its time, one JSON a line', () => {
    const text = encodeEvents({ rows: rowsOf(2), first: 5, timeOf: (index) => index * 1000, broken: 0 });

    expect(text).toBe(
      '{"time":"1970-01-01T00:00:05.000Z","delay":-3,"distance":215,"origin":"ATL","destination":"SAV"}\n' +
        '{"time":"1970-01-01T00:00:06.000Z","delay":-3,"distance":215,"origin":"ATL","destination":"SAV"}\n',
    );
  });

  test('breaks rows in three ways', () => {
    const lines = encodeEvents({ rows: rowsOf(3), first: 0, timeOf: () => 0, broken: 1 })
      .trimEnd()
      .split('\n');

    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","delay":"late","distance":215,"origin":"ATL","destination":"SAV"}',
      '{"time":"1970-01-01T00:00:00.000Z","delay":-3,"distance":215,"from":"ATL","destination":"SAV"}',
      '{"time":"1970-01-01T00:00:00.000Z","delay":-3,"distance":215,"origin":"ATL","destina',
    ]);
  });

  test('breaks the same rows however they are cut into batches, and as many as asked', () => {
    const counts = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(counts, fc.nat(500), fc.constantFrom(0, 0.01, 0.1, 0.5, 1), (total, cut, broken) => {
        const at = Math.min(cut, total);
        const encode = (first: number, count: number) =>
          encodeEvents({ rows: rowsOf(count), first, timeOf: (index) => index, broken });
        const whole = encode(0, total);
        const bad = whole
          .trimEnd()
          .split('\n')
          .filter((line) => !/"delay":-3.*"origin":"ATL".*\}$/.test(line));
        expect(encode(0, at) + encode(at, total - at)).toBe(whole);
        expect(bad.length).toBe(brokenBy(total, broken));
      }),
    );
  });

  test('counts a hundredth of a hundred thousand exactly', () => {
    expect(brokenBy(100_000, 0.01)).toBe(1000);
  });
});
