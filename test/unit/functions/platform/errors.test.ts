import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { EngineError, toEngineError } from '#engines/engine-error.ts';
import { PlatformError, fieldErrors, toPlatformError, toProblem } from '#functions/platform/errors.ts';
import { Filter } from '#schemas/filter.ts';
import { Query } from '#schemas/query.ts';

describe('an error', () => {
  it('of an engine tells which engine and is answered by its kind', () => {
    const refused = toEngineError(
      'druid',
      Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }),
    );
    expect(refused).toMatchObject({ engine: 'druid', kind: 'unreachable' });
    expect(toProblem(toPlatformError(refused), 'r1')).toMatchObject({
      status: 503,
      code: 'engine.unreachable',
      requestId: 'r1',
    });
    expect(toPlatformError(new EngineError('kafka', 'timeout', 'late'))).toMatchObject({ code: 'engine.timeout' });
  });

  it('that nobody expected tells its caller nothing', () => {
    expect(toProblem(toPlatformError(new Error('password=hunter2')), 'r1').detail).not.toContain('hunter2');
  });

  it('of the platform passes as it is', () => {
    const error = new PlatformError('definition.exists', 'taken', { errors: [{ pointer: '/name', reason: 'taken' }] });
    expect(toProblem(toPlatformError(error), 'r1')).toMatchObject({ status: 409, errors: [{ pointer: '/name' }] });
  });
});

describe('field errors', () => {
  it('point at the field, with JSON pointer escapes', () => {
    const parsed = z
      .strictObject({ list: z.array(z.object({ 'a/b': z.int() })) })
      .safeParse({ list: [{ 'a/b': 'x' }] });
    expect(parsed.error === undefined ? [] : fieldErrors(parsed.error)).toMatchObject([{ pointer: '/list/0/a~1b' }]);
  });

  it('name each unknown key', () => {
    const parsed = z.strictObject({}).safeParse({ one: 1, two: 2 });
    expect(parsed.error === undefined ? [] : fieldErrors(parsed.error, '/body')).toEqual([
      { pointer: '/body/one', reason: 'is not a known field' },
      { pointer: '/body/two', reason: 'is not a known field' },
    ]);
  });

  it('look into the alternative of a union that fits best', () => {
    const parsed = Filter.safeParse({ and: [{ dimension: 'origin', operator: '=', value: null }] });
    const errors = parsed.error === undefined ? [] : fieldErrors(parsed.error);
    expect(errors.map((error) => error.pointer)).toContain('/and/0/value');
  });

  it.each([
    [{ timeRange: { last: '1h' } }, '/timeRange/last', 'must be an ISO 8601 duration such as PT10S, PT5M or P7D'],
    [{ timeRange: { last: 'PT0S' } }, '/timeRange/last', 'must be between PT0.001S and P36500D'],
    [
      { timeRange: { from: 'x', to: '2026-01-31T12:00:00Z' } },
      '/timeRange/from',
      'must be a time such as 2026-01-31T12:00:00Z',
    ],
    [{ timeRange: { from: '2026-01-31T12:00:00Z' } }, '/timeRange/to', 'is missing'],
    [
      { granularity: 'PT2S' },
      '/granularity',
      'must be "all", "PT1S", "PT10S", "PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "P1D" or "P7D"',
    ],
    [{ limit: Number.NaN }, '/limit', 'must be a number'],
    [{ limit: 1.5 }, '/limit', 'must be a whole number'],
    [{ limit: 0 }, '/limit', 'must be at least 1'],
    [{ measures: [] }, '/measures', 'must have at least 1 items'],
    [{ measures: 'flights' }, '/measures', 'must be a list'],
    [{ orderBy: [{ field: 'x', direction: 'up' }] }, '/orderBy/0/direction', 'must be "asc" or "desc"'],
    [
      { filters: [{ dimension: 'x', operator: '=', value: null }] },
      '/filters/0/value',
      'must be a text, a number or true or false',
    ],
    [{ filters: [{ dimension: 'x', operator: 'in' }] }, '/filters/0/values', 'is missing'],
    [
      { filters: [{ or: [{ not: { dimension: 'x', operator: 'is null', value: 1 } }] }] },
      '/filters/0/or/0/not/value',
      'is not a known field',
    ],
    [{ model: undefined }, '/model', 'is missing'],
    [{ 'a/b': 1 }, '/a~1b', 'is not a known field'],
  ])('say of %j in plain words what was meant', (wrong, pointer, reason) => {
    const query = { model: 'flights', measures: ['flights'], timeRange: { last: 'PT1H' }, ...wrong };

    expect(fieldErrors(Query.safeParse(query).error ?? new z.ZodError([]))).toEqual([{ pointer, reason }]);
  });

  it('name the kinds that there are', () => {
    const Kinds = z.strictObject({
      node: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('filter') }),
        z.strictObject({ kind: z.literal('sql') }),
      ]),
    });

    expect(fieldErrors(Kinds.safeParse({ node: { kind: 'join' } }).error ?? new z.ZodError([]))).toEqual([
      { pointer: '/node/kind', reason: 'must be "filter" or "sql"' },
    ]);
  });
});
