// The newest event time that queries see.
import * as z from 'zod';
import { SqlQuery, T, C, F } from 'druid-query-toolkit';
import { EngineError } from '#engines/engine-error.ts';
import type { Context } from '#functions/platform/context.ts';

const Answer = z.tuple([z.tuple([z.iso.datetime().nullable()])]);

/** Null while the model has no row: Druid knows no datasource of its name then. */
export async function readWatermark(context: Context, name: string): Promise<string | null> {
  const sql = SqlQuery.from(T(name))
    .addSelect(F('MAX', C('__time')))
    .toString();
  try {
    const rows = await context.druid.sql.rows({ sql, parameters: [], context: { enableTimeBoundaryPlanning: true } });
    return Answer.parse(rows)[0][0];
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'rejected') return null;
    throw error;
  }
}
