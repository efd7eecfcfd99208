import { describe, expect, it } from 'vitest';
import { parseQuery } from '#functions/grafana/logic/parse-query.ts';

const asked = { model: 'flights', measures: ['delay'], timeRange: { last: 'PT1H' } };

describe('parseQuery', () => {
  it('fills in what was not asked', () => {
    expect(parseQuery(asked, '/targets/0')).toMatchObject({ ...asked, granularity: 'all', filters: [] });
  });

  it.each([
    [{ measures: ['no measure'] }, '/targets/2/measures/0'],
    [{ model: 'No Model' }, '/targets/2/model'],
    [{ filters: Array.from({ length: 101 }, () => ({ dimension: 'a', operator: 'is null' })) }, '/targets/2/filters'],
  ])('refuses %j as an invalid query, with a pointer', (change, pointer) => {
    const parse = () => parseQuery({ ...asked, ...change }, '/targets/2');
    expect(parse).toThrow(
      expect.objectContaining({ code: 'query.invalid', errors: [expect.objectContaining({ pointer })] }),
    );
  });
});
