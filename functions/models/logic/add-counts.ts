// Adds up what tasks counted. Replicas read the same records, so of each group of replicas the one that got furthest counts.

/** What became of the records that a task read. */
export interface RowCounts {
  processed: number;
  unparseable: number;
  thrownAway: number;
}

/** @param counts by task id, such as `index_kafka_flights_5ad6b1f3c_abcdefgh`: equal but for the last part in replicas */
export function addCounts(counts: Iterable<readonly [string, RowCounts]>): RowCounts {
  const groups = new Map<string, RowCounts>();
  for (const [task, count] of counts) {
    const group = task.slice(0, task.lastIndexOf('_'));
    const furthest = groups.get(group);
    if (furthest === undefined || total(count) > total(furthest)) groups.set(group, count);
  }
  const sum = { processed: 0, unparseable: 0, thrownAway: 0 };
  for (const { processed, unparseable, thrownAway } of groups.values()) {
    sum.processed += processed;
    sum.unparseable += unparseable;
    sum.thrownAway += thrownAway;
  }
  return sum;
}

const total = ({ processed, unparseable, thrownAway }: RowCounts): number => processed + unparseable + thrownAway;
