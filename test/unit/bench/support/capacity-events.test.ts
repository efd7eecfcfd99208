import { describe, expect, it } from 'vitest';
import { EVENT_SCHEMA, eventLines } from '../../../../bench/support/capacity-events.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const lengthsOf = (lines: string) =>
  new Set(
    lines
      .trimEnd()
      .split('\n')
      .map(({ length }) => length),
  );

describe('events of the capacity bench', () => {
  it('have the size that they are said to have', () => {
    expect(lengthsOf(eventLines({ bytes: 250, first: 0, count: 5000, startMs }))).toEqual(new Set([250]));
    expect(lengthsOf(eventLines({ bytes: 1000, first: 9995, count: 50, startMs }))).toEqual(new Set([1000]));
  });

  it('have the fields of their stream', () => {
    const event: unknown = JSON.parse(eventLines({ bytes: 250, first: 7, count: 1, startMs }));
    expect(Object.keys(Object(event))).toEqual(EVENT_SCHEMA.fields.map(({ name }) => name));
  });

  it('follow each other by a millisecond', () => {
    const [line = ''] = eventLines({ bytes: 250, first: 61_000, count: 1, startMs }).split('\n');
    expect(JSON.parse(line)).toMatchObject({ seen_at: '2026-01-01T00:01:01.000Z' });
  });
});
