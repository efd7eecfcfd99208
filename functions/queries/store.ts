// Which queries are to end, in the table: whoever is asked to end one need not be the process that serves it.
import type { Table } from '#engines/dynamodb/table.ts';

/** Longer than any query runs. */
const KEPT_MS = 10 * 60_000;

const keyOf = (queryId: string) => ({ pk: 'cancelled-query', sk: queryId });

export function cancellationStore(table: Table) {
  return {
    add: (queryId: string, now: Date): Promise<void> =>
      table.put({ Item: { ...keyOf(queryId), expiresAt: Math.ceil((now.getTime() + KEPT_MS) / 1000) } }),
    has: async (queryId: string): Promise<boolean> => (await table.get(keyOf(queryId))) !== undefined,
    remove: (queryId: string): Promise<void> => table.remove({ Key: keyOf(queryId) }),
  };
}
