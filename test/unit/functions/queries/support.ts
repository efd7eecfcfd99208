// A model for the tests of queries.
import { Model } from '#schemas/model.ts';
import { Query } from '#schemas/query.ts';

export const flights = Model.parse({
  name: 'flights',
  owner: 'ops',
  stream: 'flights',
  dimensions: [{ name: 'origin' }, { name: 'select' }, { name: 'distance', type: 'long' }],
  measures: [
    { name: 'flights', kind: 'count' },
    { name: 'total', kind: 'sum', column: 'delay' },
    { name: 'lowest', kind: 'min', column: 'delay' },
    { name: 'highest', kind: 'max', column: 'delay' },
    { name: 'average', kind: 'mean', column: 'delay' },
    { name: 'carriers', kind: 'distinct', column: 'carrier' },
    { name: 'p95', kind: 'quantile', column: 'delay', fraction: 0.95 },
  ],
});

export const now = new Date('2024-05-01T12:00:00.000Z');

export const queryOf = (changes: object) =>
  Query.parse({
    model: 'flights',
    measures: ['flights'],
    timeRange: { from: '2024-05-01T00:00:00Z', to: '2024-05-02T00:00:00Z' },
    ...changes,
  });
