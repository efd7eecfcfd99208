import { expect, test } from 'vitest';
import { furthestPositions } from '#functions/models/logic/furthest-positions.ts';

const task = (id: string, ...positions: [number, bigint][]) => ({ task: id, positions: new Map(positions) });
const kept = (reader: string | null) => () => reader;

test('of tasks that follow each other the one that is ahead counts', () => {
  const tasks = [task('k_old_aa', [0, 100n], [1, 50n]), task('k_new_bb', [0, 120n], [1, 60n])];
  expect(furthestPositions(tasks, kept('k_old'))).toEqual(
    new Map([
      [0, { position: 120n, reader: 'k_new' }],
      [1, { position: 60n, reader: 'k_new' }],
    ]),
  );
});

test('a successor that has read nothing yet leaves the partition to its predecessor', () => {
  const old = task('k_old_aa', [0, 100n]);
  const successor = task('k_new_bb', [0, 100n]);
  const expected = new Map([[0, { position: 100n, reader: 'k_old' }]]);
  expect(furthestPositions([old, successor], kept('k_old'))).toEqual(expected);
  expect(furthestPositions([successor, old], kept('k_old'))).toEqual(expected);
});

test('of replicas the slowest counts, as queries may ask it', () => {
  const tasks = [task('k_one_aa', [0, 100n]), task('k_one_bb', [0, 90n])];
  expect(furthestPositions(tasks, kept(null))).toEqual(new Map([[0, { position: 90n, reader: 'k_one' }]]));
});
