import { expect, test } from 'vitest';
import { furthestPositions } from '#functions/models/logic/furthest-positions.ts';

const task = (id: string, ...positions: [number, bigint][]) => ({ task: id, positions: new Map(positions) });
const kept = (reader: string | null) => () => reader;

test('of tasks that follow each other the one that is ahead counts', () => {
  const tasks = [task('k_old_aa', [0, 100n], [1, 50n]), task('k_new_bb', [0, 120n], [1, 60n])];
  expect(furthestPositions(tasks, kept('old_aa'))).toEqual(
    new Map([
      [0, { position: 120n, reader: 'new_bb' }],
      [1, { position: 60n, reader: 'new_bb' }],
    ]),
  );
});

test('a successor that has read nothing yet leaves the partition to its predecessor', () => {
  const old = task('k_old_aa', [0, 100n]);
  const successor = task('k_new_bb', [0, 100n]);
  const expected = new Map([[0, { position: 100n, reader: 'old_aa' }]]);
  expect(furthestPositions([old, successor], kept('old_aa'))).toEqual(expected);
  expect(furthestPositions([successor, old], kept('old_aa'))).toEqual(expected);
});

test('of replicas the slowest counts, as queries may ask it', () => {
  const tasks = [task('k_one_bb', [0, 100n]), task('k_one_aa', [0, 90n])];
  expect(furthestPositions(tasks, kept(null))).toEqual(new Map([[0, { position: 90n, reader: 'one_aa+bb' }]]));
});
