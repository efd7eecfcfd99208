import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitUnit } from '#functions/alerts/logic/fusion/split-unit.ts';
import type { Unit } from '#functions/alerts/logic/fusion/split-unit.ts';
import { ask, originIs, resolved } from './support.ts';

const unitOf = (count: number, changes: Partial<Unit['query']> = {}): Unit => ({
  query: {
    kind: 'rollup',
    exact: false,
    dimensions: ['carrier', 'origin'],
    asks: resolved(
      ...Array.from({ length: count }, (_, index) => ask({ key: String(index), filters: [originIs(`city-${index}`)] })),
    ),
    estimatedRows: 10,
    reason: '',
    ...changes,
  },
  ends: [1000],
});

/** Asks as Druid would: a query with a bad ask is refused whole. */
function isolate(unit: Unit, isBad: (key: string) => boolean) {
  const [answered, failed]: [string[], string[]] = [[], []];
  let queries = 0;
  for (const pending = [unit]; pending.length > 0;) {
    const next = pending.pop();
    if (next === undefined) break;
    queries += 1;
    const keys = next.query.asks.flatMap(({ askedBy }) => askedBy.map(({ key }) => key));
    const smaller = keys.some(isBad) ? splitUnit(next, 'refused') : [];
    if (!keys.some(isBad)) answered.push(...keys);
    else if (smaller.length === 0) failed.push(...keys);
    pending.push(...smaller);
  }
  return { answered, failed, queries };
}

describe('what is asked in place of a query that failed', () => {
  it('leaves none unanswered but those that cannot be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.uniqueArray(fc.integer({ min: 0, max: 59 })), (count, bad) => {
        const badKeys = new Set(bad.filter((index) => index < count).map(String));
        const { answered, failed } = isolate(unitOf(count), (key) => badKeys.has(key));
        expect(new Set(failed)).toEqual(badKeys);
        expect(answered.length + failed.length).toBe(count);
      }),
    );
  });

  it('finds one bad ask among 1,000 with few queries', () => {
    expect(isolate(unitOf(1000), (key) => key === '617').queries).toBeLessThanOrEqual(21);
  });

  it('groups by no dimension that only the other half needs', () => {
    const [first] = splitUnit(unitOf(2), 'refused');
    expect(first?.query.dimensions).toEqual(['origin']);
  });

  it('is halves of the windows first when there are too many rows', () => {
    const unit = { ...unitOf(3), ends: [1, 2, 3] };
    expect(splitUnit(unit, 'overflow').map(({ ends }) => ends)).toEqual([[1, 2], [3]]);
  });

  it('is filtered in Druid when a rollup of one window has too many rows', () => {
    expect(splitUnit(unitOf(3), 'overflow').map(({ query: { kind, asks } }) => ({ kind, asks: asks.length }))).toEqual([
      { kind: 'filtered', asks: 3 },
    ]);
  });

  it('is nothing for a single filtered ask with too many rows', () => {
    expect(splitUnit(unitOf(1, { kind: 'filtered' }), 'overflow')).toEqual([]);
  });
});
