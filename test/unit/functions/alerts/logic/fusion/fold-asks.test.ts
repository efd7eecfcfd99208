import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldAsks } from '#functions/alerts/logic/fusion/fold-asks.ts';
import { bucketGrid } from '#functions/alerts/logic/fusion/bucket-grid.ts';
import { ask, carrierIs, originIs, resolved, tableOf } from './support.ts';
import type { Row } from './support.ts';

const ENDS = [3000, 4000];
const grid = bucketGrid({ windowMs: 3000, ends: ENDS });
const row = (changes: Partial<Row> = {}): Row => ({
  bucket: 0,
  origin: 'ATL',
  carrier: 'AA',
  stops: 0,
  count: 1,
  delay: 10,
  ...changes,
});

function answersTo(rows: Row[], ...asks: Parameters<typeof resolved>) {
  const answerOf = foldAsks(tableOf(rows), grid, false);
  return resolved(...asks).map((one) => answerOf(one).get(3000) ?? []);
}
const valuesOf = (rows: Row[], ...asks: Parameters<typeof resolved>) =>
  answersTo(rows, ...asks).map((series) => series.map(({ value }) => value));

describe('folding a table', () => {
  it('computes every measure that can be added up, nulls left out', () => {
    const rows = [row({ delay: 30 }), row({ origin: 'SFO', delay: -5, count: 3 }), row({ carrier: 'BB', delay: null })];
    const measures = ['count', 'delay_sum', 'delay_min', 'delay_max', 'delay_mean'];

    const values = valuesOf(rows, ...measures.map((measure) => ask({ key: measure, measure })));

    expect(values).toEqual([[5], [15], [-5], [30], [3.75]]);
  });

  it('has a series for each label set, null and numbers among the labels', () => {
    const rows = [row(), row({ carrier: 'BB' }), row({ origin: null, stops: 2 }), row({ origin: null, stops: null })];

    const [series] = answersTo(rows, ask({ groupBy: ['origin', 'stops'] }));

    expect(series).toEqual([
      { labels: { origin: 'ATL', stops: '0' }, value: 2 },
      { labels: { origin: null, stops: '2' }, value: 1 },
      { labels: { origin: null, stops: null }, value: 1 },
    ]);
  });

  it('has no series where no row meets the filters', () => {
    expect(answersTo([row()], ask({ filters: [originIs('JFK')] }))).toEqual([[]]);
  });

  it('counts 0 and knows no sum for an operand without rows of its own', () => {
    const filters = [originIs('JFK')];
    const values = valuesOf(
      [row()],
      ask({ key: '1', measure: { difference: ['count', { measure: 'count', filters }] } }),
      ask({ key: '2', measure: { difference: ['delay_sum', { measure: 'delay_sum', filters }] } }),
      ask({ key: '3', measure: { ratio: ['count', { measure: 'count', filters }] } }),
    );
    expect(values).toEqual([[1], [null], [null]]);
  });

  it('judges conditions over several dimensions with unknown as SQL does', () => {
    const rows = [
      row(),
      row({ origin: null }),
      row({ origin: null, carrier: 'BB' }),
      row({ origin: 'SFO', carrier: 'BB' }),
    ];
    const either = { or: [originIs('ATL'), carrierIs('BB')] };
    expect(valuesOf(rows, ask({ key: '1', filters: [either] }), ask({ key: '2', filters: [{ not: either }] }))).toEqual(
      [[3], []],
    );
  });

  it('adds up the buckets of sliding windows', () => {
    const rows = [row({ bucket: 3 }), row({ bucket: 0 }), row({ bucket: 1, count: 2 })];
    const [one] = resolved(ask());
    const answer = one === undefined ? undefined : foldAsks(tableOf(rows), grid, false)(one);
    expect([...(answer ?? [])].map(([end, series]) => [end, series[0]?.value])).toEqual([
      [3000, 3],
      [4000, 3],
    ]);
  });

  it('gives for any rows and filters what a walk over the rows gives', () => {
    const arbitraryRow = fc.record({
      bucket: fc.integer({ min: 0, max: 3 }),
      origin: fc.constantFrom('ATL', 'SFO', 'JFK', null),
      carrier: fc.constantFrom('AA', 'BB', null),
      stops: fc.constantFrom(0, 1, null),
      count: fc.integer({ min: 1, max: 9 }),
      delay: fc.option(fc.integer({ min: -50, max: 50 })),
    });
    const groupBy = fc.constantFrom<('origin' | 'carrier')[]>([], ['origin'], ['carrier']);
    fc.assert(
      fc.property(
        fc.array(arbitraryRow, { maxLength: 40 }),
        fc.constantFrom('ATL', 'SFO', 'nowhere'),
        fc.array(fc.constantFrom<string[]>('AA', 'BB', 'CC'), { minLength: 1, maxLength: 3 }),
        groupBy,
        (rows, origin, carriers, names) => {
          const filters = [
            { dimension: 'origin', operator: '!=' as const, value: origin },
            { dimension: 'carrier', operator: 'in' as const, values: carriers },
          ];
          const [series = []] = answersTo(rows, ask({ filters, groupBy: names, measure: 'delay_sum' }));
          const meant = rows.filter(
            (one) =>
              one.bucket < 3 && one.origin !== null && one.origin !== origin && carriers.includes(one.carrier ?? ''),
          );
          const groups = Map.groupBy(meant, (one) => JSON.stringify(names.map((name) => one[name])));
          expect(
            new Map(series.map(({ labels, value }) => [JSON.stringify(names.map((name) => labels[name])), value])),
          ).toEqual(new Map([...groups].map(([key, members]) => [key, sumOfDelays(members)])));
        },
      ),
    );
  });
});

function sumOfDelays(rows: Row[]): number | null {
  const known = rows.filter(({ delay }) => delay !== null);
  return known.length === 0 ? null : known.reduce((sum, { delay, count }) => sum + (delay ?? 0) * count, 0);
}
