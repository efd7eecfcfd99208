import { describe, expect, test } from 'vitest';
import { readReplayOptions } from '#examples/flights/replay-options.ts';

describe('readReplayOptions', () => {
  test('reads every option', () => {
    const args = '--rate 5000 --backfill PT2H --duration PT5M --total 100 --broken 0.01'.split(' ');

    expect(readReplayOptions(args)).toMatchObject({
      rate: 5000,
      backfillMs: 7_200_000,
      durationMs: 300_000,
      total: 100,
      broken: 0.01,
      stream: 'flights',
    });
  });

  test('goes on for ever at 1,000 events a second if nothing is asked', () => {
    expect(readReplayOptions([])).toMatchObject({
      rate: 1000,
      backfillMs: 0,
      durationMs: Infinity,
      total: Infinity,
      broken: 0,
    });
  });

  test('asks for help', () => {
    expect(readReplayOptions(['-h'])).toBeUndefined();
  });

  test.each([
    ['--rate', 'fast', '--rate must be a number between 0 and 1000000, it is "fast"'],
    ['--rate', '', '--rate must be a number'],
    ['--total', '1.5', '--total must be a whole number'],
    ['--broken', '2', '--broken must be a number between 0 and 1'],
    ['--duration', '5m', 'not a duration: 5m'],
    ['--speed', '1', "Unknown option '--speed'"],
  ])('refuses %s %s', (option, value, reason) => {
    expect(() => readReplayOptions([option, value])).toThrow(reason);
  });
});
