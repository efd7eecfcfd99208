// SQL's three-valued logic over one dimension's values, exactly as Druid judges the conditions that compile-filter.ts prints:
// strings are compared by their UTF-16 units (Java's order, also in Druid's dictionaries), `_` of LIKE is one code point.
import type { Filter, FilterValue } from '#schemas/filter.ts';
import type { Dimension } from '#schemas/model.ts';

export const FALSE = 0;
export const UNKNOWN = 1;
export const TRUE = 2;
/** In this order `and` is the least, `or` the greatest, and `not` the mirror image. */
export type Truth = 0 | 1 | 2;

export const not = (truth: Truth): Truth => (truth === UNKNOWN ? UNKNOWN : truth === TRUE ? FALSE : TRUE);

/** A value of a dimension: text of a string dimension, a number of a numeric one. */
export type DimensionValue = string | number | null;
export type Condition = Extract<Filter, { operator: string }>;

/** The truth of a condition for one value. @throws TypeError unless `isExact` */
export function truthOf(condition: Condition, type: Dimension['type']): (value: DimensionValue) => Truth {
  switch (condition.operator) {
    case 'is null':
      return (value) => truth(value === null);
    case 'is not null':
      return (value) => truth(value !== null);
    case 'in':
    case 'not in': {
      const values = new Set(condition.values.map((value) => bound(value, type)));
      const isIn = condition.operator === 'in';
      return unlessNull((value) => values.has(value) === isIn);
    }
    case 'like':
    case 'not like': {
      const matches = likePattern(String(condition.value));
      const isLike = condition.operator === 'like';
      return unlessNull((value) => matches(String(value)) === isLike);
    }
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(condition.operator, bound(condition.value, type));
    default:
      throw new TypeError(`unknown condition ${JSON.stringify(condition satisfies never)}`);
  }
}

/** Whether conditions on this dimension mean here what they mean in Druid; others are left to Druid to judge. */
export function isExact(condition: Condition, type: Dimension['type']): boolean {
  if (type === 'string') return true;
  // Druid casts the members of a list to BIGINT: 1 is then in (1.5, 2).
  if ('values' in condition) return type === 'double' || condition.values.every((value) => Number.isSafeInteger(value));
  return condition.operator !== 'like' && condition.operator !== 'not like';
}

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

function comparison(operator: Operator, other: string | number) {
  switch (operator) {
    case '=':
      return unlessNull((value) => value === other);
    case '!=':
      return unlessNull((value) => value !== other);
    case '<':
      return unlessNull((value) => value < other);
    case '<=':
      return unlessNull((value) => value <= other);
    case '>':
      return unlessNull((value) => value > other);
    case '>=':
      return unlessNull((value) => value >= other);
    default:
      throw new TypeError(`unknown operator ${JSON.stringify(operator satisfies never)}`);
  }
}

const truth = (holds: boolean): Truth => (holds ? TRUE : FALSE);

const unlessNull =
  (holds: (value: string | number) => boolean) =>
  (value: DimensionValue): Truth =>
    value === null ? UNKNOWN : truth(holds(value));

const bound = (value: FilterValue, type: Dimension['type']): string | number =>
  type === 'string' ? String(value) : Number(value);

/** `%` is any text, `_` any one code point, nothing escapes. Time is at most the product of both lengths. */
export function likePattern(pattern: string): (text: string) => boolean {
  const wanted = Array.from(pattern);
  if (!wanted.includes('%') && !wanted.includes('_')) return (text) => text === pattern;
  return (text) => matchesFrom(wanted, Array.from(text));
}

/** Goes on from the last `%`, one code point further, whenever what follows it does not match. */
function matchesFrom(wanted: string[], text: string[]): boolean {
  let [at, from] = [0, 0];
  let [lastPercent, resumeAt] = [-1, 0];
  while (at < text.length) {
    const want = wanted[from];
    if (want === '%') {
      lastPercent = from;
      resumeAt = at;
      from += 1;
    } else if (want === '_' || (want !== undefined && want === text[at])) {
      from += 1;
      at += 1;
    } else if (lastPercent >= 0) {
      from = lastPercent + 1;
      resumeAt += 1;
      at = resumeAt;
    } else return false;
  }
  while (wanted[from] === '%') from += 1;
  return from === wanted.length;
}
