// Whether labels meet matchers, as Alertmanager has it: a label that is not there is empty, a pattern must match the whole value.
// Patterns are RE2's: they take time in proportion to the text, so that no pattern of a user can hold up the rest.
import { RE2JS } from 're2js';
import type { Matcher } from '#schemas/alerts/matcher.ts';
import type { FieldError } from '#schemas/problem.ts';

export type TextLabels = Readonly<Record<string, string>>;

export function matchesAll(matchers: readonly Matcher[], labels: TextLabels): boolean {
  return matchers.every(({ label, operator, value }) => {
    const actual = Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
    switch (operator) {
      case '=':
        return actual === value;
      case '!=':
        return actual !== value;
      case '=~':
        return patternOf(value).testExact(actual);
      case '!~':
        return !patternOf(value).testExact(actual);
      default:
        throw new TypeError(`unknown operator ${JSON.stringify(operator satisfies never)}`);
    }
  });
}

/** One error for each pattern that RE2 does not take. */
export function faultsOfMatchers(matchers: readonly Matcher[], pointer = '/matchers'): FieldError[] {
  return matchers.flatMap(({ operator, value }, index) => {
    if (operator !== '=~' && operator !== '!~') return [];
    try {
      patternOf(value);
      return [];
    } catch (error) {
      return [{ pointer: `${pointer}/${index}/value`, reason: `is no pattern: ${messageOf(error)}` }];
    }
  });
}

const MOST_KEPT = 1000;
/** Compiling takes longer than matching. */
const compiled = new Map<string, RE2JS>();

function patternOf(text: string): RE2JS {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const pattern = RE2JS.compile(text, RE2JS.DOTALL);
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(text, pattern);
  return pattern;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
