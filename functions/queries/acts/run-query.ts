// A structured query with its rows parsed, for the rooms that compute with them.
import { QueryResult } from '#schemas/query.ts';
import type { Query } from '#schemas/query.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { writeJson } from '../logic/write-json.ts';
import { openQuery } from './open-query.ts';

/**
 * Columns are `time` (unless the granularity is `all`), the dimensions, then the measures, in the query's order. A BIGINT above 2^53 loses digits.
 * @throws PlatformError and EngineError as openQuery does
 */
export async function runQuery(
  context: Context,
  caller: Caller,
  query: Query,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const answer = await openQuery(context, caller, { query, signal });
  return QueryResult.parse(JSON.parse((await writeJson(answer)).toString('utf8')));
}
