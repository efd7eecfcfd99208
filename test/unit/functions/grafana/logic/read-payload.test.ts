import { describe, expect, it } from 'vitest';
import { readPayload } from '#functions/grafana/logic/read-payload.ts';
import { PlatformError } from '#functions/platform/errors.ts';

const NOTHING = { groupBy: [], filters: [], granularity: undefined, format: 'timeseries', limit: undefined };
const filter = { dimension: 'state', operator: '=', value: 'CA' };

describe('readPayload', () => {
  it.each([
    [undefined],
    [null],
    [''],
    ['{}'],
    [{}],
    [{ groupBy: '', filters: '', granularity: '', format: '', limit: '' }],
  ])('takes %j for nothing', (payload) => expect(readPayload(payload, {}, '/p')).toEqual(NOTHING));

  it('reads what the builder sends (texts) and what the code mode sends (JSON) alike', () => {
    const expected = { groupBy: ['state'], filters: [filter], granularity: 'PT1M', format: 'table', limit: 5 };
    const builder = {
      groupBy: ['state'],
      filters: JSON.stringify([filter]),
      granularity: 'PT1M',
      format: 'table',
      limit: '5',
    };
    expect(readPayload(builder, {}, '/p')).toEqual(expected);
    expect(readPayload(expected, {}, '/p')).toEqual(expected);
    expect(readPayload(JSON.stringify(expected), {}, '/p')).toEqual(expected);
    expect(readPayload({ ...expected, groupBy: 'state' }, {}, '/p')).toEqual(expected);
  });

  it('puts in the values of variables before it checks', () => {
    const payload = { groupBy: ['$by'], filters: [{ dimension: 'state', operator: '=', value: '$states' }] };
    const variables = { by: { value: ['state', 'city'] }, states: { value: ['CA', 'NV'] } };
    expect(readPayload(payload, variables, '/p')).toMatchObject({
      groupBy: ['state', 'city'],
      filters: [{ dimension: 'state', operator: 'in', values: ['CA', 'NV'] }],
    });
  });

  it.each([
    [{ groupBy: ['a b'] }, '/p/groupBy/0'],
    [{ filters: 'no json' }, '/p/filters'],
    [{ filters: [{ dimension: 'state', operator: 'near', value: 1 }] }, '/p/filters/0'],
    [{ granularity: 'PT2M' }, '/p/granularity'],
    [{ limit: 'many' }, '/p/limit'],
    [{ measure: 'x' }, '/p/measure'],
    ['no json', '/p'],
  ])('refuses %j and says where', (payload, pointer) => {
    const read = () => readPayload(payload, {}, '/p');
    expect(read).toThrow(PlatformError);
    expect(read).toThrow(
      expect.objectContaining({
        code: 'query.invalid',
        errors: [expect.objectContaining({ pointer: expect.stringContaining(pointer) })],
      }),
    );
  });
});
