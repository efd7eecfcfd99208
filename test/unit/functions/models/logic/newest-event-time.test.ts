import { expect, test } from 'vitest';
import { newestEventTime } from '#functions/models/logic/newest-event-time.ts';

const latestMs = Date.UTC(2026, 0, 1, 12);
const newest = (...values: (string | null)[]) =>
  newestEventTime(
    values.map((value) => (value === null ? null : Buffer.from(value))),
    { timeColumn: 'at', latestMs },
  );

test('the newest time counts, wherever it stands', () => {
  expect(newest('{"at":"2026-01-01T10:00:00.500Z"}', '{"at":"2026-01-01T11:00:00+02:00"}')).toBe(
    Date.UTC(2026, 0, 1, 10, 0, 0, 500),
  );
  expect(newest(`{"at":${Date.UTC(2026, 0, 1, 9)}}`)).toBe(Date.UTC(2026, 0, 1, 9));
});

test('records without a time do not count, whatever they are', () => {
  const broken = [
    '',
    'no JSON',
    'null',
    '7',
    '[]',
    '{}',
    '{"at":null}',
    '{"at":"soon"}',
    '{"at":"2026-13-01T00:00:00Z"}',
  ];
  expect(newest(null, ...broken)).toBeNull();
  expect(newest(...broken, '{"at":"2026-01-01T10:00:00Z"}')).toBe(Date.UTC(2026, 0, 1, 10));
});

test('a time too far ahead does not count', () => {
  expect(
    newest('{"at":"2031-01-01T10:00:00Z"}', '{"at":"2026-01-01T12:00:00Z"}', '{"at":"2026-01-01T12:00:00.001Z"}'),
  ).toBe(latestMs);
});
