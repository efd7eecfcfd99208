// How many values each dimension of a model had of late: what queries over many rules are planned by. Kept for some minutes, for all processes.
import { C, F, SqlExpression, SqlFunction, SqlQuery, T } from 'druid-query-toolkit';
import * as z from 'zod';
import type { Model } from '#schemas/model.ts';
import { EngineError } from '#engines/engine-error.ts';
import { readWatermark } from '#functions/models/acts/read-watermark.ts';
import type { Context } from '#functions/platform/context.ts';
import { sqlParameters } from '#functions/queries/logic/sql-parameters.ts';
import type { Cardinalities } from '../logic/fusion/plan-fusion.ts';
import { cardinalityStore } from '../store/cardinalities.ts';
import { isNoDatasource } from './is-no-datasource.ts';

const RANGE_MS = 3_600_000;
const KEPT_MS = 10 * 60_000;
const TIMEOUT_MS = 20_000;

const Counts = z.tuple([z.array(z.number().nullable())]);

/** Null for a dimension of which Druid does not know. @throws EngineError if Druid or the table cannot be asked */
export async function dimensionCardinalities(context: Context, model: Model): Promise<Cardinalities> {
  const now = context.now().getTime();
  const kept = await cardinalityStore(context.table).get(model.name);
  const isWhole = kept !== undefined && model.dimensions.every(({ name }) => kept.values[name] !== undefined);
  if (isWhole && Math.abs(now - kept.measuredAtMs) < KEPT_MS) return kept;
  const measured = { measuredAtMs: now, ...(await measure(context, model)) };
  // A model without rows will soon have some.
  if (measured.rowsPerMs === 0) return measured;
  await cardinalityStore(context.table).put(model.name, measured, new Date(now + KEPT_MS));
  return measured;
}

async function measure(context: Context, model: Model): Promise<Cardinalities> {
  const names = model.dimensions.map(({ name }) => name);
  const watermark = await readWatermark(context, model.name);
  if (watermark === null) return { rowsPerMs: 0, values: Object.fromEntries(names.map((name) => [name, 0])) };
  const toMs = Date.parse(watermark);
  const counted = await count(context, { model: model.name, names, toMs });
  return { rowsPerMs: counted.rows / RANGE_MS, values: Object.fromEntries(counted.values) };
}

interface Counting {
  model: string;
  names: string[];
  toMs: number;
}
interface Counted {
  rows: number;
  values: [string, number | null][];
}

/** A dimension that the datasource does not have is found by halving. */
async function count(context: Context, counting: Counting): Promise<Counted> {
  const { names } = counting;
  try {
    return await countTogether(context, counting);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'rejected' || isNoDatasource(error, counting.model))
      throw error;
    if (names.length === 0) throw error;
    if (names.length === 1) {
      return {
        rows: (await countTogether(context, { ...counting, names: [] })).rows,
        values: names.map((name) => [name, null]),
      };
    }
    const middle = Math.ceil(names.length / 2);
    const one = await count(context, { ...counting, names: names.slice(0, middle) });
    const other = await count(context, { ...counting, names: names.slice(middle) });
    return { rows: one.rows, values: [...one.values, ...other.values] };
  }
}

async function countTogether(context: Context, { model, names, toMs }: Counting): Promise<Counted> {
  const parameters = sqlParameters();
  const bind = (ms: number) => parameters.bind({ type: 'TIMESTAMP', value: new Date(ms).toISOString() });
  const query = SqlQuery.from(T(model))
    .changeSelectExpressions([
      SqlFunction.COUNT_STAR.as('rows', true),
      ...names.map((name, index) => F('APPROX_COUNT_DISTINCT_BUILTIN', C(name)).as(`d${index}`, true)),
    ])
    .changeWhereExpression(
      SqlExpression.and(C('__time').greaterThan(bind(toMs - RANGE_MS)), C('__time').lessThanOrEqual(bind(toMs))),
    );
  const answer = await context.druid.sql.rows({
    ...parameters.print(query),
    context: { timeout: TIMEOUT_MS },
    signal: AbortSignal.timeout(TIMEOUT_MS + 1000),
  });
  const [[rows, ...values]] = Counts.parse(answer);
  return { rows: rows ?? 0, values: names.map((name, index) => [name, (values[index] ?? 0) + 1]) };
}
