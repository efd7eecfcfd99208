// Sends one bound statement to Druid and hands its rows on as they arrive; cancels it there when it takes too long or nobody waits.
import { EngineError } from '#engines/engine-error.ts';
import type { SqlAnswer } from '#engines/druid/sql-answer.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { columnType } from '../logic/column-type.ts';
import { limitRows } from '../logic/limit-rows.ts';
import type { BoundSql } from '../logic/sql-parameters.ts';
import type { Answer } from '../logic/write-json.ts';
import { followCancellation } from './follow-cancellation.ts';
import type { Cancellation } from './follow-cancellation.ts';

/** Druid ends a query at its timeout by itself; this is how much later it is given up here. */
const GRACE_MS = 1000;

/** A filtered table on the left of a join is read where its data is, not gathered at the broker first. */
const PLANNING = { enableJoinLeftTableScanDirect: true };

export interface Execution {
  statement: BoundSql;
  /** Rows at most; the statement, or `outerLimit`, asks for one more. */
  limit: number;
  /** Whether Druid puts the limit around the statement, which has none of its own. */
  outerLimit: boolean;
  timeoutMs: number;
  /** Aborted when the caller goes away. */
  signal: AbortSignal | undefined;
}

/** @throws PlatformError query.invalid, query.timeout, query.cancelled; EngineError otherwise. The same while rows are read. */
export async function executeSql(context: Context, execution: Execution): Promise<Answer> {
  const { statement, limit, outerLimit, timeoutMs, signal } = execution;
  const queryId = context.newUuid();
  const timeout = AbortSignal.timeout(timeoutMs + GRACE_MS);
  const cancellation = followCancellation(context, queryId);
  const ended = AbortSignal.any([timeout, cancellation.signal, ...(signal === undefined ? [] : [signal])]);
  const cancel = () => void cancelQuietly(context, queryId);
  ended.addEventListener('abort', cancel, { once: true });
  ended.addEventListener('abort', cancellation.release, { once: true });
  const release = () => {
    ended.removeEventListener('abort', cancel);
    cancellation.release();
  };
  const limits = {
    ...PLANNING,
    sqlQueryId: queryId,
    timeout: timeoutMs,
    ...(outerLimit ? { sqlOuterLimit: limit + 1 } : {}),
  };
  try {
    const answer = await context.druid.sql.stream({ ...statement, context: limits, signal: ended });
    const columns = answer.columns.map(({ name, sqlType }) => ({ name, type: columnType(sqlType) }));
    return { queryId, columns, rows: limitRows(watch(answer, { cancel, release, cancellation }), limit) };
  } catch (error) {
    release();
    throw await explain(error, cancellation);
  }
}

interface Watch {
  cancel: () => void;
  release: () => void;
  cancellation: Cancellation;
}

/** The rows; when their reader leaves before the end the query is cancelled. */
async function* watch({ rows }: SqlAnswer, { cancel, release, cancellation }: Watch) {
  let isRunning = true;
  try {
    yield* rows;
    isRunning = false;
  } catch (error) {
    isRunning = false;
    throw await explain(error, cancellation);
  } finally {
    release();
    if (isRunning) cancel();
  }
}

async function explain(error: unknown, cancellation: Cancellation): Promise<unknown> {
  if (!(error instanceof EngineError)) return error;
  if ((error.kind === 'failed' || error.kind === 'timeout') && (await cancellation.isAsked()))
    return new PlatformError('query.cancelled', 'somebody who knows its id ended it', { cause: error });
  if (error.kind === 'timeout')
    return new PlatformError('query.timeout', 'ask for less, or allow more time', { cause: error });
  if (error.kind === 'rejected') return new PlatformError('query.invalid', error.message, { cause: error });
  return error;
}

async function cancelQuietly(context: Context, queryId: string): Promise<void> {
  try {
    await context.druid.sql.cancel(queryId);
  } catch (error) {
    context.log.warn('query.not-cancelled', { queryId, error: String(error) });
  }
}
