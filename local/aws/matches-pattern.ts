import { AwsError } from './aws-error.ts';

/**
 * Whether a message has every term of a CloudWatch Logs filter pattern (words or "quoted phrases", case-sensitive; `-term` must
 * be missing). Throws InvalidParameterException on the pattern languages that this machine does not know (`{ $.x = 1 }`, `[a, b]`, `%regex%`). Pure.
 */
export function matchesPattern(message: string, pattern: string): boolean {
  if (/^\s*[{[%?]/.test(pattern))
    throw new AwsError(
      'InvalidParameterException',
      `filterPattern: only terms and phrases are known here, not ${pattern}`,
    );
  return [...pattern.matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)].every(
    ([, minus, phrase, word]) => message.includes(phrase ?? word ?? '') === (minus === ''),
  );
}
