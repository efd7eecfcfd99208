import { describe, expect, test } from 'vitest';
import { formatProblem } from '#cli/logic/format-problem.ts';

const problem = { type: 'about:blank', title: 'Not possible', status: 422, code: 'query.invalid' };

describe('formatProblem', () => {
  test('says what is wrong, then each field that is to blame', () => {
    const errors = [{ pointer: '', reason: 'is empty' }];

    expect(formatProblem({ ...problem, detail: 'no', errors })).toEqual([
      'Not possible (query.invalid): no',
      '  /: is empty',
    ]);
  });

  test.each([
    ['a reason', 'is no SQL', [{ pointer: '/sql', reason: 'is no SQL', line: 1, column: 7 }]],
    ['a field with its reason', '/sql is no SQL', [{ pointer: '/sql', reason: 'is no SQL', line: 1, column: 7 }]],
  ])('says %s once when the detail only repeats it', (_, detail, errors) => {
    expect(formatProblem({ ...problem, detail, errors })).toEqual([
      'Not possible (query.invalid)',
      '  /sql (line 1, column 7): is no SQL',
    ]);
  });

  test('names the request of a fault that is not the caller’s', () => {
    expect(formatProblem({ ...problem, status: 500, detail: 'no', requestId: 'r1' })).toEqual([
      'Not possible (query.invalid): no',
      '  request id: r1',
    ]);
  });
});
