import { expect, test } from 'vitest';
import { addCounts } from '#functions/models/logic/add-counts.ts';

const counts = (processed: number, unparseable = 0) => ({ processed, unparseable, thrownAway: 0 });

test('tasks add up, and of replicas only the one that got furthest counts', () => {
  const sum = addCounts([
    ['index_kafka_flights_aaa_one', counts(10, 1)],
    ['index_kafka_flights_aaa_two', counts(12, 1)],
    ['index_kafka_flights_bbb_one', counts(5)],
  ]);
  expect(sum).toEqual({ processed: 17, unparseable: 1, thrownAway: 0 });
});
