import { describe, expect, test } from 'vitest';
import { buildQuery } from '#cli/logic/build-query.ts';

describe('buildQuery', () => {
  test('makes a query of options, with lists at commas and - for descending', () => {
    const { path, body } = buildQuery({
      model: 'flights',
      measures: ['flights,delay_mean', 'delay_max'],
      dimensions: ['origin_state'],
      filter: ['origin=JFK'],
      granularity: 'PT5M',
      'order-by': ['-delay_mean,origin_state'],
      limit: '20',
    });

    expect(path).toBe('/v1/query');
    expect(body).toEqual({
      model: 'flights',
      measures: ['flights', 'delay_mean', 'delay_max'],
      dimensions: ['origin_state'],
      filters: [{ dimension: 'origin', operator: '=', value: 'JFK' }],
      timeRange: { last: 'PT1H' },
      granularity: 'PT5M',
      orderBy: [
        { field: 'delay_mean', direction: 'desc' },
        { field: 'origin_state', direction: 'asc' },
      ],
      limit: 20,
      timeout: 'PT30S',
    });
  });

  test('makes a query between two times', () => {
    const { body } = buildQuery({
      model: 'm',
      measures: ['a'],
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
    });

    expect(body).toMatchObject({ timeRange: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' } });
  });

  test('makes SQL with parameters: JSON for numbers, booleans, null and quoted texts', () => {
    const parameter = ['JFK', '5', 'true', 'null', '"5"', '{}'];

    expect(buildQuery({ sql: 'SELECT ?', parameter, limit: '5' })).toEqual({
      path: '/v1/sql',
      body: { sql: 'SELECT ?', parameters: ['JFK', 5, true, null, '5', '{}'], limit: 5, timeout: 'PT30S' },
    });
  });

  test.each([
    [{}, 'give a --model with --measures, or --sql'],
    [{ sql: 'SELECT 1', measures: ['a'] }, '--measures does not go with --sql'],
    [{ model: 'm', measures: ['a'], parameter: ['1'] }, '--parameter does not go with a model'],
    [
      { model: 'm', measures: ['a'], last: 'PT1H', to: '2026-01-02T00:00:00Z' },
      '--last does not go with --from and --to',
    ],
    [{ model: 'm', measures: ['a'], last: '1h' }, '--last: must be an ISO 8601 duration'],
    [{ model: 'm', measures: ['a'], limit: 'x' }, '--limit: '],
    [{ model: 'm', measures: ['a'], granularity: 'PT2S' }, '--granularity: '],
    [{ model: 'm' }, '--measures: '],
    [{ model: 'M', measures: ['a'] }, '--model: must start with a lower-case letter'],
  ])('refuses %j', (options, reason) => {
    expect(() => buildQuery(options)).toThrow(reason);
  });
});
