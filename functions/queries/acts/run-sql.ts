// Plain SQL with its rows parsed, for the rooms that compute with them.
import { QueryResult } from '#schemas/query.ts';
import type { SqlQuery } from '#schemas/query.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { writeJson } from '../logic/write-json.ts';
import { openSql } from './open-sql.ts';

/** A BIGINT above 2^53 loses digits. @throws PlatformError and EngineError as openSql does */
export async function runSql(
  context: Context,
  caller: Caller,
  query: SqlQuery,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const answer = await openSql(context, caller, { query, signal });
  return QueryResult.parse(JSON.parse((await writeJson(answer)).toString('utf8')));
}
