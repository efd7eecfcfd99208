// Compiles a structured query with the caller's row filters and opens its answer.
import type { Query } from '#schemas/query.ts';
import { durationMs } from '#schemas/duration.ts';
import { requireModel, rowFiltersFor } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import { compileQuery } from '../logic/compile-query.ts';
import { limitRows } from '../logic/limit-rows.ts';
import { queryColumns } from '../logic/query-columns.ts';
import type { BoundSql } from '../logic/sql-parameters.ts';
import type { Answer } from '../logic/write-json.ts';
import { executeSql } from './execute-sql.ts';

/** @throws PlatformError access.forbidden, definition.not-found, query.invalid with pointers into the query, query.timeout */
export async function openQuery(
  context: Context,
  caller: Caller,
  { query, signal }: { query: Query; signal: AbortSignal | undefined },
): Promise<Answer> {
  const { model, statement } = await bindQuery(context, caller, query);
  const empty = () => ({
    queryId: context.newUuid(),
    columns: queryColumns(query, model),
    rows: limitRows(nothing(), query.limit),
  });
  return unlessEmpty(context, { query, statement, signal }, empty);
}

/** What is asked of Druid. @throws PlatformError access.forbidden, definition.not-found, query.invalid with pointers into the query */
export async function bindQuery(context: Context, caller: Caller, query: Query) {
  requireModel(caller, query.model);
  const model = await getRecentModel(context, query.model);
  const rowFilters = rowFiltersFor(caller, query.model);
  const compiled = compileQuery({ query, model, rowFilters, now: context.now() });
  if (compiled.ok) return { model, statement: compiled.statement };
  const detail = compiled.errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; ');
  throw new PlatformError('query.invalid', detail, { errors: compiled.errors });
}

/** Druid knows no datasource of a model before its first row: then there are no rows. */
async function unlessEmpty(
  context: Context,
  { query, statement, signal }: { query: Query; statement: BoundSql; signal: AbortSignal | undefined },
  empty: () => Answer,
): Promise<Answer> {
  try {
    const timeoutMs = durationMs(query.timeout);
    return await executeSql(context, { statement, limit: query.limit, outerLimit: false, timeoutMs, signal });
  } catch (error) {
    const isUnknown = error instanceof PlatformError && error.message.includes(`Object '${query.model}' not found`);
    if (isUnknown) return empty();
    throw error;
  }
}

async function* nothing(): AsyncGenerator<Buffer, void, undefined> {
  // No rows.
}
