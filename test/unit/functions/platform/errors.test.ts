import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { EngineError, toEngineError } from '#engines/engine-error.ts';
import { PlatformError, fieldErrors, toPlatformError, toProblem } from '#functions/platform/errors.ts';
import { Filter } from '#schemas/filter.ts';

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
});
