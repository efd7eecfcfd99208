// Which queries are to end, in the table: whoever is asked to end one need not be the process that serves it. And exports: a partition
// each, so that the table's stream hands several out at once.
import * as z from 'zod';
import { Export, ExportRequest } from '#schemas/export.ts';
import { RowFilter, Role } from '#schemas/token.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Item, Table } from '#engines/dynamodb/table.ts';

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

/** Who asked for an export, with the limits that its query is bound to. */
const ExportCaller = z.object({
  tokenId: z.string(),
  name: z.string(),
  role: Role,
  models: z.array(z.string()).optional(),
  streams: z.array(z.string()).optional(),
  rowFilters: z.array(RowFilter),
});

const KeptExport = z.object({
  export: Export.omit({ url: true }),
  request: ExportRequest,
  caller: ExportCaller.transform(({ models, streams, ...caller }) => ({ ...caller, models, streams })),
  /** When it was last seen to go on. */
  seenAt: z.iso.datetime(),
});
export type KeptExport = z.infer<typeof KeptExport>;

const EXPORT = 'export#';
const EXPORT_KEPT_MS = 7 * 86_400_000;
const exportKeyOf = (id: string) => ({ pk: `${EXPORT}${id}`, sk: 'export' });

/** The id of the export that a key of the table is of; undefined for other keys. */
export const exportOfKey = ({ pk }: { pk: string }): string | undefined =>
  pk.startsWith(EXPORT) ? pk.slice(EXPORT.length) : undefined;

const itemOf = (kept: KeptExport): Item => ({
  ...exportKeyOf(kept.export.id),
  ...kept,
  expiresAt: Math.ceil((Date.parse(kept.export.createdAt) + EXPORT_KEPT_MS) / 1000),
});

export function exportStore(table: Table) {
  return {
    get: async (id: string): Promise<KeptExport | undefined> => {
      const item = await table.get(exportKeyOf(id));
      return item === undefined ? undefined : KeptExport.parse(item);
    },
    add: (kept: KeptExport): Promise<void> => table.put({ Item: itemOf(kept) }),
    /** False unless it is in this state: somebody else has it, or it is over. */
    move: async (kept: KeptExport, from: Export['status']): Promise<boolean> => {
      try {
        await table.put({
          Item: itemOf(kept),
          ConditionExpression: '#export.#status = :from',
          ExpressionAttributeNames: { '#export': 'export', '#status': 'status' },
          ExpressionAttributeValues: { ':from': from },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
  };
}
