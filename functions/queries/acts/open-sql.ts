// Checks and restricts plain SQL to the rows its caller may see, and opens its answer.
import { SqlExpression } from 'druid-query-toolkit';
import type { FieldError } from '#schemas/problem.ts';
import type { Model } from '#schemas/model.ts';
import type { SqlQuery } from '#schemas/query.ts';
import { durationMs } from '#schemas/duration.ts';
import { requireModel, rowFiltersFor } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import { compileFilter } from '../logic/compile-filter.ts';
import { guardSql } from '../logic/guard-sql.ts';
import type { GuardedSql } from '../logic/guard-sql.ts';
import { SqlRefused } from '../logic/parse-sql.ts';
import type { BoundSql, SqlParameters } from '../logic/sql-parameters.ts';
import type { Answer } from '../logic/write-json.ts';
import { executeSql } from './execute-sql.ts';
import { requireResources } from './require-resources.ts';

/** @throws PlatformError query.invalid, query.refused, access.forbidden, definition.not-found, query.timeout */
export async function openSql(
  context: Context,
  caller: Caller,
  { query, signal }: { query: SqlQuery; signal: AbortSignal | undefined },
): Promise<Answer> {
  return explained(async () => {
    const statement = await bind(context, caller, query);
    const timeoutMs = durationMs(query.timeout);
    return executeSql(context, { statement, limit: query.limit, outerLimit: true, timeoutMs, signal });
  });
}

/** What is asked of Druid. @throws PlatformError query.invalid, query.refused, access.forbidden, definition.not-found */
export const bindSql = (context: Context, caller: Caller, query: SqlQuery): Promise<BoundSql> =>
  explained(() => bind(context, caller, query));

async function bind(context: Context, caller: Caller, query: SqlQuery): Promise<BoundSql> {
  const guarded = guardSql(query.sql, query.parameters);
  const models = await readModels(context, caller, guarded);
  const statement = guarded.restrict((table, parameters) => rowCondition(caller, models.get(table), parameters));
  await requireResources(context, { statement, tables: guarded.tables });
  return statement;
}

async function readModels(context: Context, caller: Caller, { tables }: GuardedSql): Promise<Map<string, Model>> {
  for (const table of tables) requireModel(caller, table);
  const models = await Promise.all(tables.map((table) => getRecentModel(context, table)));
  return new Map(models.map((model) => [model.name, model]));
}

/** A row filter that does not fit the model lets nothing through. */
function rowCondition(caller: Caller, model: Model | undefined, parameters: SqlParameters): SqlExpression | undefined {
  if (model === undefined) throw new PlatformError('query.refused', 'it reads a table that is no model');
  const filters = rowFiltersFor(caller, model.name);
  if (filters.length === 0) return undefined;
  const errors: FieldError[] = [];
  const scope = { dimensions: model.dimensions, parameters, errors };
  const condition = SqlExpression.and(...filters.map((filter) => compileFilter(filter, '/token/rowFilters', scope)));
  if (errors.length === 0) return condition;
  throw new PlatformError('access.forbidden', `the token's row filter does not fit the model "${model.name}"`, {
    errors,
  });
}

async function explained<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof SqlRefused)) throw error;
    const { code, reason, line, column } = error.problem;
    const place = line === undefined || column === undefined ? {} : { line, column };
    throw new PlatformError(code, reason, { errors: [{ pointer: '/sql', reason, ...place }], cause: error });
  }
}
