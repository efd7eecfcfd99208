import { describe, expect, it } from 'vitest';
import { matchesPattern } from '#local/aws/matches-pattern.ts';

describe('a filter pattern of CloudWatch Logs', () => {
  it.each([
    ['', true],
    ['ERROR', true],
    ['error', false],
    ['ERROR division', true],
    ['ERROR warning', false],
    ['"by zero"', true],
    ['"zero by"', false],
    ['ERROR -division', false],
    ['ERROR -warning', true],
  ])('%j matches: %s', (pattern, isMatch) => {
    expect(matchesPattern('ERROR division by zero', pattern)).toBe(isMatch);
  });

  it('of a language that is not known here is refused', () => {
    expect(() => matchesPattern('', '{ $.level = "ERROR" }')).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException' }),
    );
  });
});
