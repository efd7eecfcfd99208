// Patterns in matchers must be such that RE2 takes.
import type { Matcher } from '#schemas/alerts/matcher.ts';
import type { ErrorCode } from '#schemas/problem.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { faultsOfMatchers } from '../logic/match-labels.ts';

/** @throws PlatformError with the code that is given */
export function checkMatchers(code: ErrorCode, matchers: readonly Matcher[], pointer = '/matchers'): void {
  const errors = faultsOfMatchers(matchers, pointer);
  if (errors.length === 0) return;
  throw new PlatformError(code, errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '), { errors });
}
