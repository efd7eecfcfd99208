// Puts an export into the table, whose stream wakes whoever runs it.
import type { Export, ExportRequest } from '#schemas/export.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { exportStore } from '../store.ts';
import { bindQuery } from './open-query.ts';
import { bindSql } from './open-sql.ts';

/** What is wrong with the query is said at once. @throws PlatformError as openQuery and openSql do */
export async function startExport(context: Context, caller: Caller, request: ExportRequest): Promise<Export> {
  await ('query' in request ? bindQuery(context, caller, request.query) : bindSql(context, caller, request.sql));
  const at = context.now().toISOString();
  const queued = {
    id: context.newUuid(),
    status: 'queued' as const,
    createdAt: at,
    finishedAt: null,
    bytes: null,
    rows: null,
    truncated: null,
    error: null,
  };
  await exportStore(context.table).add({ export: queued, request, caller, seenAt: at });
  return { ...queued, url: null };
}
