import { expect, it } from 'vitest';
import { findLostState } from '#functions/pipelines/logic/find-lost-state.ts';

const count = { uid: 'count', node: 'hourly', stateful: true };
const source = { uid: 'source:flights', node: 'flights', stateful: true };
const filter = { uid: 'filter', node: 'late', stateful: false };

it('names nodes whose saved state has no operator any more, and no stateless ones', () => {
  expect(findLostState([source, filter, count], [source])).toEqual(['hourly']);
});

it('finds nothing lost when nodes are added', () => {
  expect(findLostState([source, count], [filter, source, count])).toEqual([]);
});
