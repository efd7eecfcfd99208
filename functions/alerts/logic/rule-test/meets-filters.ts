// Whether the dimensions of an event meet filters, as Druid judges them.
import type { Filter } from '#schemas/filter.ts';
import type { Dimension } from '#schemas/model.ts';
import { TRUE, not, truthOf } from '../fusion/truth.ts';
import type { DimensionValue, Truth } from '../fusion/truth.ts';

export type DimensionTypes = ReadonlyMap<string, Dimension['type']>;

/** A dimension without a known type is a string, or a number where its value is one. */
export function meetsFilters(
  filters: readonly Filter[],
  labels: Readonly<Record<string, DimensionValue>>,
  types: DimensionTypes,
): boolean {
  const judge = (filter: Filter): Truth => {
    if ('and' in filter) return least(filter.and.map(judge));
    if ('or' in filter) return greatest(filter.or.map(judge));
    if ('not' in filter) return not(judge(filter.not));
    const value = labels[filter.dimension] ?? null;
    const type = types.get(filter.dimension) ?? (typeof value === 'number' ? 'double' : 'string');
    return truthOf(filter, type)(type === 'string' && value !== null ? String(value) : value);
  };
  return filters.every((filter) => judge(filter) === TRUE);
}

const least = (truths: Truth[]): Truth => truths.reduce((one, other) => (other < one ? other : one));
const greatest = (truths: Truth[]): Truth => truths.reduce((one, other) => (other > one ? other : one));
