// Filters that must all hold, in one form: nested `and`s opened, doubles dropped, in a fixed order, so that equal ones have equal keys.
import type { Filter } from '#schemas/filter.ts';

export interface Conjunction {
  key: string;
  parts: Part[];
  dimensions: Set<string>;
}
/** One filter that is no `and`. */
export interface Part {
  key: string;
  filter: Filter;
  dimensions: Set<string>;
}

export function conjunctionOf(filters: readonly Filter[]): Conjunction {
  const parts = new Map<string, Part>();
  for (const part of filters.flatMap(openAnd)) parts.set(part.key, part);
  return joinParts([...parts.values()]);
}

/** The filters of a conjunction and more. */
export const addFilters = ({ parts }: Conjunction, filters: readonly Filter[]): Conjunction =>
  conjunctionOf([...parts.map(({ filter }) => filter), ...filters]);

/** A conjunction less some of its parts. */
export const withoutParts = ({ parts }: Conjunction, keys: ReadonlySet<string>): Conjunction =>
  joinParts(parts.filter(({ key }) => !keys.has(key)));

function joinParts(parts: Part[]): Conjunction {
  const sorted = parts.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  return {
    key: sorted.map(({ key }) => key).join('&'),
    parts: sorted,
    dimensions: new Set(sorted.flatMap(({ dimensions }) => Array.from(dimensions))),
  };
}

function openAnd(filter: Filter): Part[] {
  if ('and' in filter) return filter.and.flatMap(openAnd);
  return [{ key: JSON.stringify(filter), filter, dimensions: new Set(dimensionsOf(filter)) }];
}

export function dimensionsOf(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(dimensionsOf);
  if ('or' in filter) return filter.or.flatMap(dimensionsOf);
  if ('not' in filter) return dimensionsOf(filter.not);
  return [filter.dimension];
}
