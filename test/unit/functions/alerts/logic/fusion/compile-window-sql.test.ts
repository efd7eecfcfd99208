import { describe, expect, it } from 'vitest';
import { compileFiltered } from '#functions/alerts/logic/fusion/compile-filtered.ts';
import { compileRollup } from '#functions/alerts/logic/fusion/compile-rollup.ts';
import { conjunctionOf } from '#functions/alerts/logic/fusion/conjunction.ts';
import { bucketGrid } from '#functions/alerts/logic/fusion/bucket-grid.ts';
import { ask, carrierIs, MODEL, originIs, resolved } from './support.ts';

const oneWindow = bucketGrid({ windowMs: 60_000, ends: [120_000] });
const common = conjunctionOf([]);
const flat = (sql: string) => sql.replaceAll(/\s+/g, ' ');

describe('the SQL of a rollup', () => {
  it('groups by the dimensions, names values by parameters only, and reads no more than the listed values', () => {
    const asks = resolved(
      ask({ filters: [originIs("o'h")] }),
      ask({ key: 'b', measure: 'delay_mean', filters: [originIs('b')], groupBy: ['stops'] }),
    );
    const { statement } = compileRollup({
      model: MODEL,
      grid: oneWindow,
      common,
      asks,
      dimensions: ['origin', 'stops'],
      exact: false,
      limit: 11,
    });
    expect(flat(statement.sql)).toBe(
      'SELECT "origin" AS "d0", CAST("stops" AS VARCHAR) AS "d1", SUM("count") AS "a0", SUM("__sum_double_delay") AS "a1", SUM("__count_delay") AS "a2"' +
        ' FROM "flights" WHERE ("__time" >= ? AND "__time" < ?) AND "origin" IN (?, ?) GROUP BY "origin", "stops" LIMIT 11',
    );
    expect(statement.parameters.map(({ value }) => value)).toEqual([
      '1970-01-01T00:01:00.000Z',
      '1970-01-01T00:02:00.000Z',
      "o'h",
      'b',
    ]);
  });

  it('has buckets, and conditions on each piece of time, for several windows', () => {
    const grid = bucketGrid({ windowMs: 60_000, ends: [60_000, 240_000] });
    const { statement } = compileRollup({
      model: MODEL,
      grid,
      common: conjunctionOf([carrierIs('AA')]),
      asks: resolved(ask()),
      dimensions: [],
      exact: false,
      limit: 9,
    });
    expect(flat(statement.sql)).toBe(
      `SELECT TIMESTAMP_TO_MILLIS(TIME_FLOOR("__time", 'PT60S', ?)) AS "bucket", SUM("count") AS "a0" FROM "flights"` +
        ` WHERE (("__time" >= ? AND "__time" < ?) OR ("__time" >= ? AND "__time" < ?)) AND "carrier" = ?` +
        ` GROUP BY TIME_FLOOR("__time", 'PT60S', ?) LIMIT 9`,
    );
  });

  it('counts rows where a query has a row even if there is none', () => {
    const query = compileRollup({
      model: MODEL,
      grid: oneWindow,
      common,
      asks: resolved(ask()),
      dimensions: [],
      exact: false,
      limit: 9,
    });
    expect(flat(query.statement.sql)).toContain('SELECT SUM("count") AS "a0", COUNT(*) AS "a1" FROM');
    query.add([null, 0]);
    expect(resolved(ask()).map(query.answers())).toEqual([new Map()]);
  });
});

describe('the SQL of a filtered query', () => {
  it('has a column for each measure and filter, once', () => {
    const asks = resolved(
      ask({ measure: 'users', filters: [{ dimension: 'origin', operator: '!=', value: 'a' }] }),
      ask({ key: 'b', measure: 'delay_p90', filters: [{ dimension: 'origin', operator: '!=', value: 'a' }] }),
    );
    const { statement } = compileFiltered({ model: MODEL, grid: oneWindow, common, asks, dimensions: [], limit: 9 });
    expect(flat(statement.sql)).toBe(
      'SELECT COUNT(*) FILTER (WHERE "origin" <> ?) AS "a0", APPROX_COUNT_DISTINCT_BUILTIN("users") FILTER (WHERE "origin" <> ?) AS "a1",' +
        ' APPROX_QUANTILE_DS("__quantiles_delay", 0.9) FILTER (WHERE "origin" <> ?) AS "a2" FROM "flights"' +
        ' WHERE ("__time" >= ? AND "__time" < ?) AND ("origin" <> ?) LIMIT 9',
    );
  });

  it('answers an ask from the rows in which its own filter has a row', () => {
    const asks = resolved(
      ask({ measure: 'users', groupBy: ['stops'], filters: [{ dimension: 'origin', operator: '!=', value: 'a' }] }),
    );
    const query = compileFiltered({ model: MODEL, grid: oneWindow, common, asks, dimensions: ['stops'], limit: 9 });
    query.add(['1', 4, 3]);
    query.add(['2', 0, 0]);
    expect(asks.map(query.answers())).toEqual([new Map([[120_000, [{ labels: { stops: '1' }, value: 3 }]]])]);
  });
});
