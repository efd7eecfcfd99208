// What is asked instead when a query fails: halves of it, until the asks that cannot be answered stand alone.
import type { PlannedQuery } from './plan-fusion.ts';
import { planFiltered } from './plan-fusion.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/** One query over some of the windows. */
export interface Unit {
  query: PlannedQuery;
  ends: number[];
}

/** `overflow`: more rows than may be read; `refused`: Druid says no, or it takes too long. */
export type Failure = 'overflow' | 'refused';

/** Units that together ask for the same; none if nothing smaller can be asked. */
export function splitUnit({ query, ends }: Unit, failure: Failure): Unit[] {
  if (failure === 'overflow') {
    if (ends.length > 1) return halves(ends).map((some) => ({ query, ends: some }));
    if (query.kind === 'rollup') {
      const asks = query.asks.map((ask) => ({ ask, reason: 'the rollup had too many rows' }));
      return planFiltered(asks, () => query.estimatedRows).map((filtered) => ({ query: filtered, ends }));
    }
  }
  if (query.asks.length < 2) return [];
  return halves(query.asks).map((asks) => ({
    query: { ...query, asks, dimensions: dimensionsFor(query, asks) },
    ends,
  }));
}

/** A rollup of fewer asks needs not the dimensions of the others; those of an exact one are all the same. */
function dimensionsFor({ kind, exact, dimensions }: PlannedQuery, asks: ResolvedAsk[]): string[] {
  if (kind === 'filtered' || exact) return dimensions;
  return [...new Set(asks.flatMap((ask) => [...ask.dimensions]))].toSorted();
}

function halves<Thing>(things: Thing[]): Thing[][] {
  const middle = Math.ceil(things.length / 2);
  return [things.slice(0, middle), things.slice(middle)];
}
