import { expect, test } from 'vitest';
import { druidError } from '#engines/druid/druid-error.ts';

const BODY = { error: 'druidException', persona: 'USER', errorMessage: "Object 'x' not found\n\tat java" };

test.each([
  [400, { ...BODY, category: 'INVALID_INPUT' }, 'rejected', "Object 'x' not found"],
  [504, { ...BODY, category: 'TIMEOUT', errorMessage: 'Query did not complete' }, 'timeout', 'Query did not complete'],
  [429, { ...BODY, category: 'CAPACITY_EXCEEDED', errorMessage: 'too many' }, 'busy', 'too many'],
  [400, { error: 'Cannot parse' }, 'rejected', 'Cannot parse'],
  [404, {}, 'not-found', 'druid answered 404'],
  [500, { error: 'boom' }, 'failed', 'boom'],
])('an answer %i %j is of kind %s', (status, body, kind, message) => {
  expect(druidError(status, JSON.stringify(body))).toMatchObject({ engine: 'druid', kind, message });
});

test('an answer that is no JSON is told by its status', () => {
  expect(druidError(503, '<html>')).toMatchObject({ kind: 'busy', message: 'druid answered 503' });
  expect(druidError(500, '"text"')).toMatchObject({ kind: 'failed', message: 'druid answered 500' });
});
