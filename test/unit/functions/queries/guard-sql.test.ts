// The gate for plain SQL: what it lets through and as what, and what it refuses.
import { C } from 'druid-query-toolkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardSql } from '#functions/queries/logic/guard-sql.ts';

type Value = string | number | boolean | null;

/** As a token sees it that has a row filter on `flights`, and on no other table. */
function restrict(sql: string, values: Value[] = []) {
  const guarded = guardSql(sql, values);
  const bound = guarded.restrict((table, parameters) =>
    table === 'flights' ? C('org').equal(parameters.bind({ type: 'VARCHAR', value: 'mine' })) : undefined,
  );
  const text = bound.sql.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
  return { tables: guarded.tables, sql: text, values: bound.parameters.map(({ value }) => value) };
}

const MINE = '(SELECT * FROM "druid"."flights" WHERE "org" = ?)';

describe('a statement that may run', () => {
  test.each([
    ['SELECT 1', 'SELECT 1'],
    ['select origin from flights;', `select origin from ${MINE} AS "flights"`],
    ['SELECT a FROM other', 'SELECT a FROM "druid"."other" AS "other"'],
    ['SELECT f.* FROM flights AS f', `SELECT f.* FROM ${MINE} AS f`],
    ['SELECT a FROM druid.flights f', `SELECT a FROM ${MINE} f`],
    ['SELECT a FROM "druid"."flights"', `SELECT a FROM ${MINE} AS "flights"`],
    ['SELECT a FROM (flights)', `SELECT a FROM ${MINE} AS "flights"`],
    ['SELECT flights.a FROM flights', `SELECT flights.a FROM ${MINE} AS "flights"`],
    ['SELECT a FROM other, flights', `SELECT a FROM "druid"."other" AS "other", ${MINE} AS "flights"`],
    [
      'SELECT a FROM other o LEFT JOIN flights ON o.a = flights.a',
      `SELECT a FROM "druid"."other" o LEFT JOIN ${MINE} AS "flights" ON o.a = flights.a`,
    ],
    [
      'SELECT a FROM other JOIN flights USING (a)',
      `SELECT a FROM "druid"."other" AS "other" JOIN ${MINE} AS "flights" USING (a)`,
    ],
    [
      'SELECT (SELECT MAX(a) FROM flights) FROM other',
      `SELECT (SELECT MAX(a) FROM ${MINE} AS "flights") FROM "druid"."other" AS "other"`,
    ],
    [
      'SELECT a FROM other WHERE a IN (SELECT a FROM flights)',
      `SELECT a FROM "druid"."other" AS "other" WHERE a IN (SELECT a FROM ${MINE} AS "flights")`,
    ],
    [
      'SELECT a FROM other UNION ALL SELECT a FROM flights',
      `SELECT a FROM "druid"."other" AS "other" UNION ALL SELECT a FROM ${MINE} AS "flights"`,
    ],
    ['SELECT a FROM (SELECT a FROM flights) t', `SELECT a FROM (SELECT a FROM ${MINE} AS "flights") t`],
    [
      'SELECT COUNT(*) FILTER (WHERE a > (SELECT 1 FROM flights)) FROM other',
      `SELECT COUNT(*) FILTER (WHERE a > (SELECT 1 FROM ${MINE} AS "flights")) FROM "druid"."other" AS "other"`,
    ],
    [
      'SELECT a, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC) FROM flights',
      `SELECT a, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC) FROM ${MINE} AS "flights"`,
    ],
    [
      'SELECT u FROM flights, UNNEST(ARRAY[1, 2]) AS t (u)',
      `SELECT u FROM ${MINE} AS "flights", UNNEST(ARRAY[1, 2]) AS t (u)`,
    ],
    ["SELECT DATE '2020-01-01' + INTERVAL '1' DAY", "SELECT DATE '2020-01-01' + INTERVAL '1' DAY"],
    ["SELECT \"a--b\", '/* it''s */' FROM other", 'SELECT "a--b", \'/* it\'\'s */\' FROM "druid"."other" AS "other"'],
    ['SELECT /* a */ 1 -- b', 'SELECT 1'],
    ['SELECT /*+ hint */ a FROM /* x */ flights', `SELECT a FROM ${MINE} AS "flights"`],
  ])('%s', (sql, expected) => {
    expect(restrict(sql).sql).toBe(expected);
  });

  test('sees the tables of a WITH query under the row filter, and the query itself under a name that no table has', () => {
    expect(restrict('WITH f AS (SELECT a FROM flights) SELECT a FROM f')).toMatchObject({
      sql: `WITH "$f" AS (SELECT a FROM ${MINE} AS "flights") SELECT a FROM "$f" AS "f"`,
      tables: ['flights'],
    });
  });

  test('may name a WITH query as the table that it reads: only what is behind it sees the query', () => {
    expect(restrict('WITH flights AS (SELECT a FROM flights) SELECT flights.a FROM flights').sql).toBe(
      `WITH "$flights" AS (SELECT a FROM ${MINE} AS "flights") SELECT flights.a FROM "$flights" AS "flights"`,
    );
  });

  test('does not see a WITH query before it is there, nor outside of its statement', () => {
    expect(restrict('WITH a AS (SELECT x FROM flights), flights AS (SELECT 1 AS x) SELECT x FROM a').sql).toContain(
      `"$a" AS (SELECT x FROM ${MINE} AS "flights")`,
    );
    expect(restrict('SELECT x FROM (WITH flights AS (SELECT 1 AS x) SELECT x FROM flights) t, flights').sql).toBe(
      `SELECT x FROM (WITH "$flights" AS (SELECT 1 AS x) SELECT x FROM "$flights" AS "flights") t, ${MINE} AS "flights"`,
    );
  });

  test('sees a table with its schema behind a WITH query of the same name', () => {
    expect(restrict('WITH flights AS (SELECT 1 AS x) SELECT x FROM druid.flights')).toMatchObject({
      sql: `WITH "$flights" AS (SELECT 1 AS x) SELECT x FROM ${MINE} AS "flights"`,
      tables: ['flights'],
    });
  });

  test('keeps its parameters in their order around those of the row filters', () => {
    const sql =
      'SELECT CASE WHEN a = ? THEN ? ELSE ? END FROM flights WHERE a BETWEEN ? AND ? AND b IN (SELECT b FROM flights WHERE c = ?)';
    expect(restrict(sql, [1, 'two', null, 4, 5.5, true]).values).toEqual([
      1,
      'two',
      null,
      'mine',
      4,
      5.5,
      'mine',
      true,
    ]);
  });

  test('never holds a value of a parameter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(restrict('SELECT a FROM other WHERE a = ?', [value])).toMatchObject({
          sql: 'SELECT a FROM "druid"."other" AS "other" WHERE a = ?',
          values: [value],
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a statement is refused', () => {
  test.each([
    ['SELECT 1; SELECT 2', /unexpected "S"/],
    ['SET sqlTimeZone = 1; SELECT 1', /SET is not allowed/],
    ['EXPLAIN PLAN FOR SELECT 1', /EXPLAIN/],
    ['INSERT INTO flights SELECT * FROM other PARTITIONED BY ALL', /insert clause|partitioned/],
    ['REPLACE INTO flights OVERWRITE ALL SELECT 1 PARTITIONED BY ALL', /replace clause|partitioned/],
    ['DELETE FROM flights', /one SELECT or WITH/],
    ['VALUES (1)', /one SELECT or WITH/],
    ['flights', /one SELECT or WITH/],
    ['SELECT * FROM INFORMATION_SCHEMA.TABLES', /schema "INFORMATION_SCHEMA"/],
    ['SELECT * FROM sys.servers', /schema "sys"/],
    ['SELECT * FROM lookup.countries', /schema "lookup"/],
    ['SELECT * FROM view.x', /schema "view"/],
    ["SELECT LOOKUP(a, 'countries') FROM flights", /function LOOKUP/],
    ["SELECT lookup(a, 'countries') FROM flights", /function LOOKUP/],
    ["SELECT * FROM TABLE(EXTERN('{}', '{}', '[]'))", /EXTERN|FROM/],
    ["SELECT * FROM TABLE(APPEND('flights', 'other'))", /APPEND|FROM/],
    ["SELECT * FROM TABLE(HTTP(uris => ARRAY['http://x']))", /not allowed/],
    ["SELECT * FROM EXTERN('{}')", /EXTERN/],
    ['SELECT * FROM UPPER(flights)', /UPPER/],
    ['SELECT no_such_function(a) FROM flights', /function NO_SUCH_FUNCTION/],
    ['SELECT SUM(a) OVER (PARTITION BY (SELECT b FROM secret)) FROM flights', /in a window/],
    ['SELECT SUM(a) OVER (ORDER BY (SELECT b FROM flights)) FROM flights', /in a window/],
    ['SELECT SUM(a) OVER (PARTITION BY b /* x */ ORDER BY c) FROM flights', /comment/],
    ['SELECT a + INTERVAL (SELECT 1 FROM flights) DAY FROM other', /in a window or an interval/],
    ['SELECT a FROM other JOIN flights USING (a /*+ x */)', /comment/],
    ['WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a', /same name/],
    ['SELECT \uE000next\uE000', /U\+E000/],
    ['SELECT EXISTS (SELECT 1 FROM flights)', /EXISTS, LATERAL/],
    ['SELECT * FROM flights FOR SYSTEM_TIME AS OF 1', /not supported/],
    ['SELECT * FROM', /not supported/],
    [`SELECT ${'ABS('.repeat(400)}1${')'.repeat(400)}`, /too deeply/],
  ])('%s', (sql, reason) => {
    expect(() => restrict(sql)).toThrow(reason);
  });

  test('when its ? and its parameters do not pair up', () => {
    expect(() => restrict('SELECT ?')).toThrow('the SQL has 1 "?", but there are 0 parameters');
    expect(() => restrict("SELECT '?'", [1])).toThrow('the SQL has 0 "?", but there are 1 parameters');
    expect(() => restrict('SELECT SUM(a) OVER (PARTITION BY ?) FROM flights', [1])).toThrow('in a window');
  });

  test('with the place of a mistake', () => {
    expect(() => restrict('SELECT a\nFROM flights )')).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'query.invalid', line: 2, column: 14 }) }),
    );
  });
});

describe('whatever is typed', () => {
  const WORDS = (
    'SELECT FROM WHERE WITH AS JOIN ON UNION ALL IN NOT OVER PARTITION BY TABLE VALUES U& flights secret druid . , ( ) * a 1 = ? ' +
    '\' " -- /* */ ;'
  ).split(' ');

  test('no table is read without its row filter', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 20 }), (words) => {
        expect(unfiltered(`SELECT a FROM flights ${words.join(' ')}`)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** References to `flights` in what would be sent that are under no row filter. */
function unfiltered(sql: string): string[] {
  try {
    return (
      restrict(sql)
        .sql.replaceAll(MINE, 'MINE')
        .match(/(?:FROM|JOIN|,) *"?(?:druid"?\.)?"?flights"?(?! *\.)/gi) ?? []
    );
  } catch {
    return [];
  }
}
