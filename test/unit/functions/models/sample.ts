// A model as the table holds it.
const at = '2026-01-01T00:00:00.000Z';
const definition = {
  name: 'flights',
  owner: 'tests',
  stream: 'flights',
  dimensions: [],
  measures: [{ name: 'flights', kind: 'count' }],
};

export const storedModel = { 'definition#model/flights': { version: 1, createdAt: at, updatedAt: at, definition } };
