// Up to where each partition is read, from what each task says of itself.

/** The next offset of each partition, as one task says. */
export interface TaskPositions {
  task: string;
  positions: Map<number, bigint>;
}

export interface LivePosition {
  position: bigint;
  /** The task and its replicas, by the ends of their ids: a task that takes the place of a lost one is another reader. */
  reader: string;
}

/**
 * Replicas read the same records, and a query asks any of them: the slowest counts. Of readers that follow each other the furthest
 * counts; where a new one has only reached its predecessor, that one (`keptReader`) still stands for the partition.
 */
export function furthestPositions(
  tasks: TaskPositions[],
  keptReader: (partition: number) => string | null,
): Map<number, LivePosition> {
  const furthest = new Map<number, LivePosition>();
  for (const [group, replicas] of Map.groupBy(tasks, ({ task }) => groupOf(task))) {
    const reader = readerOf(group, replicas);
    for (const [partition, position] of slowestPositions(replicas)) {
      const other = furthest.get(partition);
      const isAhead = other === undefined || position > other.position;
      const isKept = position === other?.position && reader === keptReader(partition);
      if (isAhead || isKept) furthest.set(partition, { position, reader });
    }
  }
  return furthest;
}

function slowestPositions(replicas: TaskPositions[]): Map<number, bigint> {
  const slowest = new Map<number, bigint>();
  for (const [partition, position] of replicas.flatMap(({ positions }) => [...positions])) {
    const other = slowest.get(partition);
    if (other === undefined || position < other) slowest.set(partition, position);
  }
  return slowest;
}

/** Druid names replicas alike, up to the last `_`: `index_kafka_<datasource>_<what they read>_<task>`. */
const groupOf = (task: string): string => task.slice(0, task.lastIndexOf('_'));

function readerOf(group: string, replicas: TaskPositions[]): string {
  const ends = replicas.map(({ task }) => task.slice(group.length + 1)).sort((one, other) => (one < other ? -1 : 1));
  return `${group.slice(group.lastIndexOf('_') + 1)}_${ends.join('+')}`;
}
