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

const THROWN = { error: 'Unknown exception', category: 'RUNTIME_FAILURE', persona: 'OPERATOR' };

test.each([
  ['its arithmetic', { ...THROWN, errorClass: 'java.lang.ArithmeticException', errorMessage: '/ by zero' }],
  [
    'its arithmetic, in a thread of a group by',
    {
      ...THROWN,
      errorClass: 'java.lang.RuntimeException',
      errorMessage: 'java.util.concurrent.ExecutionException: java.lang.ArithmeticException: / by zero',
    },
  ],
])('what a data process throws at %s is the query’s own fault', (_what, body) => {
  expect(druidError(500, JSON.stringify(body))).toMatchObject({ kind: 'rejected', message: '/ by zero' });
});

test.each([
  [
    {
      ...THROWN,
      errorClass: 'java.lang.RuntimeException',
      errorMessage: 'no memory: java.lang.ArithmeticException: x',
    },
    false,
  ],
  [{ ...THROWN, errorClass: 'java.io.IOException', errorMessage: 'disk' }, false],
  [{ ...BODY, category: 'UNCATEGORIZED', errorMessage: '/ by zero' }, true],
  [{ ...BODY, category: 'DEFENSIVE', errorMessage: 'unknown exception' }, true],
])('%j is Druid’s fault as far as one knows', (body, isUnexplained) => {
  expect(druidError(500, JSON.stringify(body))).toMatchObject({ kind: 'failed', isUnexplained });
});

test('an answer that is no JSON is told by its status', () => {
  expect(druidError(503, '<html>')).toMatchObject({ kind: 'busy', message: 'druid answered 503' });
  expect(druidError(500, '"text"')).toMatchObject({ kind: 'failed', message: 'druid answered 500' });
});
