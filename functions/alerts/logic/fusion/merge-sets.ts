// Puts asks whose dimensions are alike into one GROUP BY, as long as it has not more rows to send than the queries apart would have.
import { eitherPins, pinsOf } from './pins.ts';
import type { Pins } from './pins.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/** Asks of one query. */
export interface AskSet {
  exact: boolean;
  dimensions: Set<string>;
  asks: ResolvedAsk[];
  /** Values that every ask holds a dimension to; undefined before they are looked for. */
  pins: Pins | undefined;
}

/** How many rows a GROUP BY has in a window. */
export type SetSize = (dimensions: Iterable<string>, pins: Pins | undefined) => number;

interface MergeLimits {
  size: SetSize;
  mostRows: number;
  windowRows: number;
}

/** What a query costs apart from the rows of its answer, and what a row that it reads costs, in rows of an answer. */
const QUERY_COST = 2500;
const SCANNED_ROW_COST = 0.02;

export function mergeSets(single: AskSet[], limits: MergeLimits): { sets: AskSet[]; tooLarge: ResolvedAsk[] } {
  const sets: AskSet[] = [];
  const tooLarge: ResolvedAsk[] = [];
  for (const set of gatherEqual(single).toSorted((one, other) => other.dimensions.size - one.dimensions.size)) {
    if (limits.size(set.dimensions, set.pins) > limits.mostRows) tooLarge.push(...set.asks);
    else if (set.exact || !joinBest(sets, set, limits)) sets.push(set);
  }
  return { sets, tooLarge };
}

/** Sets of the same dimensions become one. */
function gatherEqual(single: AskSet[]): AskSet[] {
  const gathered = new Map<string, AskSet>();
  for (const { exact, dimensions, asks } of single) {
    const key = `${exact} ${[...dimensions].toSorted().join()}`;
    const known = gathered.get(key) ?? { exact, dimensions, asks: [], pins: undefined };
    gathered.set(key, known);
    for (const ask of asks) {
      known.asks.push(ask);
      known.pins = eitherPins(known.pins, pinsOf(ask.filter));
    }
  }
  return [...gathered.values()];
}

/** False if a query of its own is cheaper. */
function joinBest(sets: AskSet[], set: AskSet, { size, mostRows, windowRows }: MergeLimits): boolean {
  let cheapest = size(set.dimensions, set.pins) + QUERY_COST + windowRows * SCANNED_ROW_COST;
  let best: { into: AskSet; dimensions: Set<string>; pins: Pins } | undefined;
  for (const into of sets) {
    if (into.exact) continue;
    const dimensions = into.dimensions.union(set.dimensions);
    const pins = eitherPins(into.pins, set.pins ?? new Map());
    const rows = size(dimensions, pins);
    const added = rows - size(into.dimensions, into.pins);
    if (rows <= mostRows && added <= cheapest) {
      cheapest = added;
      best = { into, dimensions, pins };
    }
  }
  if (best === undefined) return false;
  best.into.asks.push(...set.asks);
  best.into.dimensions = best.dimensions;
  best.into.pins = best.pins;
  return true;
}
