// Structured queries as Druid SQL: the exact text and parameters; what the text means is tested on Druid itself.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Filter } from '#schemas/filter.ts';
import { compileQuery } from '#functions/queries/logic/compile-query.ts';
import { flights, now, queryOf } from './support.ts';

function compile(changes: object, rowFilters: Filter[] = []) {
  const compiled = compileQuery({ query: queryOf(changes), model: flights, rowFilters, now });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  return { sql: compiled.statement.sql.replaceAll(/\s+/g, ' '), parameters: compiled.statement.parameters };
}
const where = (filters: Filter[]) =>
  / AND (.*) LIMIT/.exec(compile({ filters }).sql)?.[1]?.replace('"__time" < ? AND ', '');
const pointersOf = (changes: object, rowFilters: Filter[] = []) => {
  const compiled = compileQuery({ query: queryOf(changes), model: flights, rowFilters, now });
  return compiled.ok ? [] : compiled.errors.map(({ pointer }) => pointer);
};

describe('a query', () => {
  test('of one measure is one row, with a row more asked for than the limit', () => {
    expect(compile({ limit: 10 })).toEqual({
      sql: 'SELECT COALESCE(SUM("flights"), 0) AS "flights" FROM "flights" WHERE "__time" >= ? AND "__time" < ? LIMIT 11',
      parameters: [
        { type: 'TIMESTAMP', value: '2024-05-01T00:00:00.000Z' },
        { type: 'TIMESTAMP', value: '2024-05-02T00:00:00.000Z' },
      ],
    });
  });

  test('of every kind of measure reads the columns that the model stores for it', () => {
    expect(compile({ measures: flights.measures.map(({ name }) => name) }).sql).toContain(
      'SELECT COALESCE(SUM("flights"), 0) AS "flights", SUM("total") AS "total", MIN("lowest") AS "lowest", ' +
        'MAX("highest") AS "highest", CAST(SUM("__sum_double_delay") AS DOUBLE) / NULLIF(SUM("__count_delay"), 0) AS ' +
        '"average", APPROX_COUNT_DISTINCT_BUILTIN("carriers") AS "carriers", ' +
        'APPROX_QUANTILE_DS("__quantiles_delay", 0.95) AS "p95" FROM',
    );
  });

  test('by time and dimensions groups and sorts by them, in that order', () => {
    expect(compile({ dimensions: ['origin', 'select'], granularity: 'PT5M' }).sql).toBe(
      'SELECT TIME_FLOOR("__time", \'PT5M\') AS "time", "origin" AS "origin", "select" AS "select", ' +
        'COALESCE(SUM("flights"), 0) AS "flights" FROM "flights" WHERE "__time" >= ? AND "__time" < ? ' +
        'GROUP BY TIME_FLOOR("__time", \'PT5M\'), "origin", "select" ORDER BY "time" ASC, "origin" ASC, "select" ASC LIMIT 1001',
    );
  });

  test('sorts by what it is asked to', () => {
    const orderBy = [{ field: 'flights', direction: 'desc' }, { field: 'origin' }];
    expect(compile({ dimensions: ['origin'], orderBy }).sql).toContain('ORDER BY "flights" DESC, "origin" ASC');
  });

  test('of the last hour ends now', () => {
    const { parameters } = compile({ timeRange: { last: 'PT1H' } });
    expect(parameters.map(({ value }) => value)).toEqual(['2024-05-01T11:00:00.000Z', '2024-05-01T12:00:00.000Z']);
  });

  test.each<[string, Filter]>([
    ['"origin" = ?', { dimension: 'origin', operator: '=', value: 'a' }],
    ['"origin" <> ?', { dimension: 'origin', operator: '!=', value: 'a' }],
    ['"distance" < ?', { dimension: 'distance', operator: '<', value: 1 }],
    ['"distance" <= ?', { dimension: 'distance', operator: '<=', value: 1 }],
    ['"distance" > ?', { dimension: 'distance', operator: '>', value: 1 }],
    ['"distance" >= ?', { dimension: 'distance', operator: '>=', value: 1 }],
    ['"origin" LIKE ?', { dimension: 'origin', operator: 'like', value: 'a%' }],
    ['NOT ("origin" LIKE ?)', { dimension: 'origin', operator: 'not like', value: 'a%' }],
    ['"origin" IN (?, ?)', { dimension: 'origin', operator: 'in', values: ['a', 'b'] }],
    ['"origin" NOT IN (?, ?)', { dimension: 'origin', operator: 'not in', values: ['a', 'b'] }],
    ['"origin" IN (?)', { dimension: 'origin', operator: 'in', values: ['a'] }],
    ['"origin" IS NULL', { dimension: 'origin', operator: 'is null' }],
    ['"select" IS NOT NULL', { dimension: 'select', operator: 'is not null' }],
    [
      '("origin" IS NULL OR NOT ("select" IS NULL AND "distance" IS NULL))',
      {
        or: [
          { dimension: 'origin', operator: 'is null' },
          {
            not: {
              and: [
                { dimension: 'select', operator: 'is null' },
                { dimension: 'distance', operator: 'is null' },
              ],
            },
          },
        ],
      },
    ],
  ])('filters with %s', (sql, filter) => {
    expect(where([filter])).toBe(sql);
  });

  test('compares a string dimension with text and a numeric one with numbers', () => {
    const filters = [
      { dimension: 'origin', operator: '=', value: 5 },
      { dimension: 'origin', operator: '=', value: true },
      { dimension: 'distance', operator: 'in', values: [7, 7.5] },
    ];
    expect(compile({ filters }).parameters.slice(2)).toEqual([
      { type: 'VARCHAR', value: '5' },
      { type: 'VARCHAR', value: 'true' },
      { type: 'BIGINT', value: 7 },
      { type: 'DOUBLE', value: 7.5 },
    ]);
  });

  test('takes the exact text of a number for a numeric dimension, as labels hold it, and no other text', () => {
    const withValue = (value: string) => compile({ filters: [{ dimension: 'distance', operator: '=', value }] });
    expect(withValue('-7.5').parameters.at(-1)).toEqual({ type: 'DOUBLE', value: -7.5 });
    for (const value of ['seven', '', '7.0', '9007199254740993']) {
      expect(() => withValue(value)).toThrow('must be a number');
    }
  });

  test('carries the row filters of a token beside its own, whatever its own say', () => {
    const own = {
      or: [
        { dimension: 'origin', operator: '=', value: 'a' },
        { dimension: 'origin', operator: '=', value: 'b' },
      ],
    };
    const { sql, parameters } = compile({ filters: [own] }, [{ dimension: 'select', operator: '=', value: 'mine' }]);
    expect(sql).toContain('AND ("origin" = ? OR "origin" = ?) AND "select" = ? LIMIT');
    expect(parameters.at(-1)).toEqual({ type: 'VARCHAR', value: 'mine' });
  });

  test.each([
    ['a measure that is none', { measures: ['nothing'] }, ['/measures/0']],
    ['a dimension that is none', { dimensions: ['nothing'] }, ['/dimensions/0']],
    ['a measure as a dimension', { dimensions: ['flights'] }, ['/dimensions/0']],
    ['a name twice', { dimensions: ['origin', 'origin'] }, ['/dimensions/1']],
    ['an order by something else', { orderBy: [{ field: 'origin' }] }, ['/orderBy/0/field']],
    ['a filter on a measure', { filters: [{ dimension: 'total', operator: '=', value: 1 }] }, ['/filters/0/dimension']],
    [
      'text for a number, deep inside',
      { filters: [{ not: { and: [{ dimension: 'distance', operator: 'in', values: [1, 'x'] }] } }] },
      ['/filters/0/not/and/0/values/1'],
    ],
  ])('is refused with %s', (_, changes, pointers) => {
    expect(pointersOf(changes)).toEqual(pointers);
  });

  test('is refused when the row filter of its token does not fit the model', () => {
    expect(pointersOf({}, [{ dimension: 'gone', operator: '=', value: 1 }])).toEqual(['/token/rowFilters/0/dimension']);
  });
});

describe('the text of a statement', () => {
  test('is the same for every value', () => {
    const textFor = (value: string) =>
      compile({ filters: [{ dimension: 'origin', operator: 'in', values: [value, 'x'] }] }).sql;
    const expected = textFor('a');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE)), (value) => {
        expect(textFor(value)).toBe(expected);
      }),
    );
  });

  test('has as many ? as there are parameters, in the order of the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 20 }), (values) => {
        const filters = values.map((value) => ({ dimension: 'origin', operator: '=', value }));
        const { sql, parameters } = compile({ filters });
        expect(sql.split('?').length - 1).toBe(parameters.length);
        expect(parameters.slice(2).map(({ value }) => value)).toEqual(values);
      }),
    );
  });
});

const HOSTILE = [
  "'; DROP TABLE flights; --",
  '" OR ""="',
  '/* */',
  '?',
  '\uE0000\uE000',
  '\uE000next\uE000',
  "U&'\\0027'",
  '$1',
];
