// What zod found wrong with a value, as places and reasons in plain words. Messages that a schema brings itself stay as they are.
import type * as z from 'zod';
import type { FieldError } from '#schemas/problem.ts';

type Issue = z.core.$ZodIssue;

/** One error for each thing that is wrong; of a union, what is wrong with the alternative that was meant. */
export function describeIssue(issue: Issue, prefix: string): FieldError[] {
  const pointer = prefix + issue.path.map((part) => `/${escapePart(part)}`).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: `${pointer}/${escapePart(key)}`, reason: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const reason = reasonOfScalars(issue.errors);
    if (reason !== undefined) return [{ pointer, reason }];
    return meantOf(issue.errors).flatMap((nested) => describeIssue(nested, pointer));
  }
  return [{ pointer, reason: reasonOf(issue) }];
}

const escapePart = (part: PropertyKey) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

/** The alternative with the fewest keys too many, keys missing and wrong fixed values; of equal ones that whose fixed values are there, then the furthest. */
function meantOf(alternatives: readonly Issue[][]): Issue[] {
  const cost = (issues: Issue[]) => {
    const unknown = issues.map((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0,
    );
    const missing = issues.filter((issue) => issue.path.length === 1 && isMissing(issue)).length;
    const wrong = issues.filter(({ code, path }) => code === 'invalid_value' && path.length === 1).length;
    const amiss = unknown.reduce((sum, keys) => sum + keys, missing + wrong);
    return [amiss, wrong, -Math.max(0, ...issues.map(depthOf)), issues.length];
  };
  return alternatives.toSorted((one, other) => compare(cost(one), cost(other)))[0] ?? [];
}

const compare = (one: number[], other: number[]) =>
  one.map((value, index) => value - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0;

function depthOf(issue: Issue): number {
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().map(depthOf) : [];
  return issue.path.length + Math.max(0, ...inner);
}

/** Where every alternative asks for a type or a value and got neither: all of them. */
function reasonOfScalars(alternatives: readonly Issue[][]): string | undefined {
  const wanted = alternatives.map(([issue, ...others]) =>
    issue === undefined || others.length > 0 || issue.path.length > 0 ? undefined : wantedBy(issue),
  );
  if (wanted.includes(undefined)) return undefined;
  if (alternatives.every(([issue]) => issue !== undefined && isMissing(issue))) return 'is missing';
  return `must be ${inWords([...new Set(wanted.flatMap((each) => each ?? []))])}`;
}

function wantedBy(issue: Issue): string[] | undefined {
  if (!isZodsOwn(issue)) return undefined;
  if (issue.code === 'invalid_type') return [typeInWords(issue.expected)];
  return issue.code === 'invalid_value' ? issue.values.map(valueInWords) : undefined;
}

function reasonOf(issue: Issue): string {
  if (isMissing(issue)) return 'is missing';
  if (!isZodsOwn(issue)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      return `must be ${inWords(wantedBy(issue) ?? [])}`;
    case 'invalid_union':
      return 'options' in issue && issue.options !== undefined
        ? `must be ${inWords(issue.options.map(valueInWords))}`
        : issue.message;
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? `must match ${issue.pattern ?? issue.format}`;
    case 'invalid_key':
      return `has a name that ${issue.issues.map(reasonOf).join(' and ')}`;
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message;
  }
}

const isZodsOwn = ({ message }: Issue) => /^(Invalid|Too small|Too big)\b/.test(message);
const isMissing = ({ message }: Issue) => /^Invalid input: .*\breceived undefined$/.test(message);

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be a time such as 2026-01-31T12:00:00Z',
  date: 'must be a date such as 2026-01-31',
  uuid: 'must be a UUID',
  url: 'must be a URL',
  email: 'must be an e-mail address',
};

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'items', set: 'items', map: 'entries' };

function bound(origin: string, comparison: string, limit: number | bigint): string {
  const unit = UNITS[origin];
  return unit === undefined ? `must be ${comparison} ${limit}` : `must have ${comparison} ${limit} ${unit}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};
const typeInWords = (type: string) => TYPES[type] ?? `of the type ${type}`;
const valueInWords = (value: unknown) => (typeof value === 'string' ? `"${value}"` : String(value));

function inWords(choices: readonly string[]): string {
  const others = choices.slice(0, -1).join(', ');
  return others === '' ? (choices[0] ?? '') : `${others} or ${choices.at(-1)}`;
}
