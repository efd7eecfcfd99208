// Which kind of query can answer an ask, whatever its size.
import type { Filter } from '#schemas/filter.ts';
import type { Dimension, Model } from '#schemas/model.ts';
import { heldBy } from './pins.ts';
import type { Cardinalities } from './plan-fusion.ts';
import type { ResolvedAsk } from './resolve-ask.ts';
import { isExact } from './truth.ts';

export interface AskClass {
  /** `exact`: a rollup over just these dimensions, whose rows need not be added up. */
  kind: 'rollup' | 'exact' | 'filtered';
  dimensions: Set<string>;
  reason: string;
}

export function classifyAsk(
  ask: ResolvedAsk,
  { model, cardinalities }: { model: Model; cardinalities: Cardinalities },
): AskClass {
  const filtered = (reason: string): AskClass => ({ kind: 'filtered', dimensions: new Set(ask.groupBy), reason });
  for (const name of ask.dimensions) {
    if (typeof cardinalities.values[name] !== 'number')
      return filtered('it is not known how many values a dimension has');
  }
  if (!ask.terms.every(({ filter }) => filter.parts.every((part) => isFoldable(part.filter, model.dimensions)))) {
    return filtered('a condition on a number that only Druid can judge');
  }
  const sketches = ask.terms.filter(({ measure }) => measure.kind === 'distinct' || measure.kind === 'quantile');
  if (sketches.length === 0) return { kind: 'rollup', dimensions: ask.dimensions, reason: '' };
  for (const { filter } of sketches) {
    const held = heldBy(filter);
    if (held === undefined || held.size + countOthers(ask.groupBy, held) < ask.dimensions.size) {
      return filtered('sketches over several values of a dimension');
    }
  }
  return { kind: 'exact', dimensions: ask.dimensions, reason: '' };
}

const countOthers = (names: string[], than: Set<string>): number => names.filter((name) => !than.has(name)).length;

function isFoldable(filter: Filter, dimensions: Dimension[]): boolean {
  if ('and' in filter) return filter.and.every((one) => isFoldable(one, dimensions));
  if ('or' in filter) return filter.or.every((one) => isFoldable(one, dimensions));
  if ('not' in filter) return isFoldable(filter.not, dimensions);
  const type = dimensions.find(({ name }) => name === filter.dimension)?.type;
  return type !== undefined && isExact(filter, type);
}
