// Druid SQL over HTTP: https://druid.apache.org/docs/33.0.0/api-reference/sql-api
import * as z from 'zod';
import { EngineError } from '../engine-error.ts';
import { DruidError } from './druid-error.ts';
import type { DruidHttp, DruidRequest } from './druid-http.ts';
import { readSqlAnswer } from './sql-answer.ts';
import type { SqlAnswer } from './sql-answer.ts';

export type SqlParameterType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP';
export interface SqlParameter {
  type: SqlParameterType;
  value: string | number | boolean | null;
}
export interface SqlStatement {
  sql: string;
  parameters: SqlParameter[];
  /** Druid's query context: sqlQueryId, timeout (ms), sqlOuterLimit ... */
  context?: Record<string, string | number | boolean>;
  signal?: AbortSignal;
}

const PATH = '/druid/v2/sql';
const Rows = z.array(z.array(z.unknown()));
const ResourceList = z.array(z.object({ name: z.string(), type: z.string() }));

export type DruidSql = ReturnType<typeof druidSql>;

export function druidSql(broker: DruidHttp) {
  const rows = (statement: SqlStatement) => broker.json(Rows, requestOf(statement, { resultFormat: 'array' }));
  const explain = (statement: SqlStatement) =>
    blamingTheStatement(() => rows({ ...statement, sql: `EXPLAIN PLAN FOR ${statement.sql}` }));
  return {
    /** The answer as it arrives, for any number of rows. */
    stream: async (statement: SqlStatement): Promise<SqlAnswer> => {
      const format = { resultFormat: 'arrayLines', header: true, typesHeader: true, sqlTypesHeader: true };
      try {
        return await readSqlAnswer(await broker.stream(requestOf(statement, format)));
      } catch (error) {
        // Where planning fails as well it was the statement, with these parameters: `SELECT 1 / ?`.
        if (isUnexplained(error)) await explain(statement);
        throw error;
      }
    },
    /** A small answer, parsed. */
    rows,
    /** What a statement would read, by Druid's own planner. */
    resources: async (statement: SqlStatement): Promise<z.infer<typeof ResourceList>> => {
      const [plan] = await explain(statement);
      const parsed = z.tuple([z.string(), z.string()]).rest(z.unknown()).safeParse(plan);
      if (!parsed.success) throw new EngineError('druid', 'failed', 'druid explained nothing');
      return ResourceList.parse(JSON.parse(parsed.data[1]));
    },
    /** False if no such query runs. */
    cancel: async (sqlQueryId: string): Promise<boolean> => {
      try {
        await broker.send({ method: 'DELETE', path: `${PATH}/${encodeURIComponent(sqlQueryId)}` });
        return true;
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'not-found') return false;
        throw error;
      }
    },
  };
}

const isUnexplained = (error: unknown): error is DruidError => error instanceof DruidError && error.isUnexplained;

/** Planning reads no data: what fails at it without a reason (`SELECT 1 / 0`) is wrong in the statement. */
async function blamingTheStatement<Answer>(plan: () => Promise<Answer>): Promise<Answer> {
  try {
    return await plan();
  } catch (error) {
    if (isUnexplained(error)) throw new EngineError('druid', 'rejected', error.message, { cause: error });
    throw error;
  }
}

function requestOf({ sql, parameters, context, signal }: SqlStatement, format: object): DruidRequest {
  const body = { query: sql, parameters, context: { ...context, sqlTimeZone: 'Etc/UTC' }, ...format };
  return { method: 'POST', path: PATH, body, ...(signal === undefined ? {} : { signal }) };
}
