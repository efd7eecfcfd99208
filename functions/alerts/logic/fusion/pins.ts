// Which values a conjunction allows for its dimensions, by `=` and `in`: a query that asks for these alone answers fewer rows.
import type { FilterValue } from '#schemas/filter.ts';
import { withoutParts } from './conjunction.ts';
import type { Conjunction } from './conjunction.ts';
import type { Condition } from './truth.ts';

/** By dimension. */
export type Pins = Map<string, Set<FilterValue>>;

/** More values than this are not listed in a query. */
const MOST_VALUES = 500;

export function pinsOf({ parts }: Conjunction): Pins {
  const pins: Pins = new Map();
  for (const { filter } of parts) {
    if (!('operator' in filter)) continue;
    const values = allowedBy(filter);
    if (values === undefined) continue;
    const known = pins.get(filter.dimension);
    if (values.length <= MOST_VALUES && (known === undefined || values.length < known.size)) {
      pins.set(filter.dimension, new Set(values));
    }
  }
  return pins;
}

function allowedBy(condition: Condition): FilterValue[] | undefined {
  if (condition.operator === '=') return [condition.value];
  return condition.operator === 'in' ? condition.values : undefined;
}

/** The values that any of two conjunctions allows; undefined where there are none yet. */
export function eitherPins(one: Pins | undefined, other: Pins): Pins {
  if (one === undefined) return other;
  const pins: Pins = new Map();
  for (const [dimension, values] of one) {
    const more = other.get(dimension);
    if (more === undefined) continue;
    const both =
      more.size <= values.size && [...more].every((value) => values.has(value))
        ? values
        : new Set([...values, ...more]);
    if (both.size <= MOST_VALUES) pins.set(dimension, both);
  }
  return pins;
}

/** The values that any of many conjunctions allows. */
export function pinsOfAny(conjunctions: Iterable<Conjunction>): Pins {
  let pins: Pins | undefined;
  for (const conjunction of conjunctions) pins = eitherPins(pins, pinsOf(conjunction));
  return pins ?? new Map();
}

/** The dimensions that a conjunction of nothing but `=` holds at one value each; undefined for any other conjunction. */
export function heldBy({ parts }: Conjunction): Set<string> | undefined {
  const held = new Set<string>();
  for (const { filter } of parts) {
    if (!('operator' in filter) || filter.operator !== '=') return undefined;
    held.add(filter.dimension);
  }
  return held;
}

/** The parts that all conjunctions have. */
export function commonParts(conjunctions: readonly Conjunction[]): Conjunction | undefined {
  const [first, ...others] = conjunctions;
  if (first === undefined) return undefined;
  let common = first;
  for (const { parts } of others) {
    if (common.parts.length === 0) return common;
    const keys = new Set(parts.map(({ key }) => key));
    const missing = common.parts.filter(({ key }) => !keys.has(key));
    if (missing.length > 0) common = withoutParts(common, new Set(missing.map(({ key }) => key)));
  }
  return common;
}
