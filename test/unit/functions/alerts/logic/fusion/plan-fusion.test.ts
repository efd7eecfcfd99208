import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ask } from '#functions/alerts/logic/fusion/ask.ts';
import { planFusion } from '#functions/alerts/logic/fusion/plan-fusion.ts';
import { ask, carrierIs, MODEL, originIs, resolved } from './support.ts';

interface Known {
  rowsPerMs?: number;
  mostRows?: number;
  values?: Record<string, number | null>;
}

function plan(asks: Ask[], { rowsPerMs = 100, mostRows = 100_000, values = {} }: Known = {}) {
  return planFusion({
    asks: resolved(...asks.map((one, index) => ({ ...one, key: String(index) }))),
    model: MODEL,
    windows: { windowMs: 300_000, ends: [300_000] },
    cardinalities: { rowsPerMs, values: { origin: 300, carrier: 20, stops: 4, ...values } },
    mostRows,
  });
}
const planned = (asks: Ask[], known?: Known) =>
  plan(asks, known).queries.map(({ kind, exact, dimensions, asks: { length }, estimatedRows }) => ({
    kind: exact ? 'exact' : kind,
    dimensions: dimensions.join(),
    asks: length,
    estimatedRows,
  }));

const stopsAre = (value: number) => ({ dimension: 'stops', operator: '>' as const, value });
const notOrigin = { dimension: 'origin', operator: '!=' as const, value: 'ATL' };
const notCarrier = { dimension: 'carrier', operator: '!=' as const, value: 'AA' };

describe('the plan of many asks', () => {
  it('has one query for asks whose dimensions are among those of another', () => {
    const asks = [
      ask({ filters: [notOrigin] }),
      ask({ filters: [notCarrier] }),
      ask({ filters: [notOrigin], groupBy: ['carrier'] }),
    ];
    expect(planned(asks)).toEqual([{ kind: 'rollup', dimensions: 'carrier,origin', asks: 3, estimatedRows: 6000 }]);
  });

  it('keeps sets of dimensions apart whose combinations would cost more than a second query', () => {
    const asks = [ask({ filters: [notOrigin] }), ask({ filters: [notCarrier] })];
    expect(planned(asks, { values: { origin: 20_000 }, rowsPerMs: 0.2 })).toHaveLength(2);
  });

  it('filters in Druid what would have too many rows', () => {
    const asks = [ask({ filters: [notOrigin], groupBy: ['carrier'] }), ask({ groupBy: ['carrier'] })];
    expect(planned(asks, { mostRows: 5000 })).toEqual([
      { kind: 'rollup', dimensions: 'carrier', asks: 1, estimatedRows: 20 },
      { kind: 'filtered', dimensions: 'carrier', asks: 1, estimatedRows: 20 },
    ]);
  });

  it('expects no more rows than there are in a window', () => {
    expect(planned([ask({ filters: [notOrigin] }), ask()], { rowsPerMs: 10 / 300_000 })).toMatchObject([
      { estimatedRows: 40 },
    ]);
  });

  it('expects just the values that filters list, however many a dimension has', () => {
    const asks = [ask({ filters: [originIs('ATL')] }), ask({ filters: [originIs('SFO'), notCarrier] })];
    expect(planned(asks, { values: { origin: 10_000_000 } })).toEqual([
      { kind: 'rollup', dimensions: 'carrier,origin', asks: 2, estimatedRows: 40 },
    ]);
  });

  it('takes sketches from single rows where filters hold every dimension at one value', () => {
    const asks = [
      ask({ measure: 'users', filters: [originIs('ATL')], groupBy: ['carrier'] }),
      ask({ measure: 'users', filters: [originIs('SFO')], groupBy: ['carrier'] }),
      ask({ measure: { ratio: ['delay_p90', 'count'] }, filters: [originIs('SFO'), carrierIs('AA')] }),
    ];
    expect(planned(asks)).toEqual([{ kind: 'exact', dimensions: 'carrier,origin', asks: 3, estimatedRows: 40 }]);
  });

  it('filters a sketch in Druid where another operand needs a dimension that the filters of the sketch leave free', () => {
    const users = { measure: 'users', filters: [originIs('ATL')] };
    const others = { measure: 'count', filters: [notCarrier] };
    expect(planned([ask({ measure: { ratio: [users, others] } })])).toMatchObject([{ kind: 'filtered' }]);
  });

  it('filters sketches over several values in Druid, by groupBy, at most 100 columns a query', () => {
    const asks = Array.from({ length: 120 }, (_, index) => ask({ measure: 'users', filters: [stopsAre(index)] }));
    expect(planned(asks).map(({ kind, asks: count }) => ({ kind, count }))).toEqual([
      { kind: 'filtered', count: 50 },
      { kind: 'filtered', count: 50 },
      { kind: 'filtered', count: 20 },
    ]);
  });

  it('keeps asks over a dimension that could not be measured away from the others', () => {
    const asks = [ask({ filters: [notOrigin] }), ask({ filters: [notCarrier] })];
    expect(planned(asks, { values: { carrier: null } })).toMatchObject([
      { kind: 'rollup', dimensions: 'origin' },
      { kind: 'filtered', dimensions: '' },
    ]);
  });

  it('asks once what all filters have in common', () => {
    const asks = [ask({ filters: [notOrigin, notCarrier] }), ask({ filters: [notOrigin], measure: 'delay_sum' })];
    const { common, queries } = plan(asks);
    expect(common.parts.map(({ filter }) => filter)).toEqual([notOrigin]);
    expect(queries).toMatchObject([{ dimensions: ['carrier'] }]);
  });

  it('answers every ask in exactly one query, with all dimensions it needs, within the rows of an answer', () => {
    const filter = fc.constantFrom(notOrigin, notCarrier, originIs('ATL'), carrierIs('AA'), stopsAre(1));
    const arbitraryAsk = fc.record({
      measure: fc.constantFrom('count', 'users', 'delay_mean', 'delay_p90'),
      filters: fc.uniqueArray(filter, { maxLength: 3 }),
      groupBy: fc.uniqueArray(fc.constantFrom('origin', 'carrier', 'stops'), { maxLength: 2 }),
    });
    const size = fc.constantFrom(1, 10, 1000, 100_000);
    fc.assert(
      fc.property(fc.array(arbitraryAsk, { minLength: 1, maxLength: 30 }), size, size, (asks, origin, mostRows) => {
        const { queries } = plan(
          asks.map((one) => ask(one)),
          { values: { origin }, mostRows },
        );
        const ids = queries.flatMap((query) => query.asks.map(({ id }) => id));
        const wanted = resolved(...asks.map((one, index) => ask({ ...one, key: String(index) }))).map(({ id }) => id);
        expect(ids.toSorted()).toEqual(wanted.toSorted());
        const rollups = queries.filter(({ kind }) => kind === 'rollup');
        expect(rollups.every(({ estimatedRows }) => estimatedRows <= mostRows)).toBe(true);
        expect(
          rollups.every((query) => query.asks.every((one) => one.dimensions.isSubsetOf(new Set(query.dimensions)))),
        ).toBe(true);
      }),
    );
  });
});
