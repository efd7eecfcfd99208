// Runs the queries of a plan, a few at a time, and what is asked in place of those that fail.
import { ExponentialBackoff, bulkhead, handleWhen, retry } from 'cockatiel';
import { EngineError } from '#engines/engine-error.ts';
import type { Model } from '#schemas/model.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { executeSql } from '#functions/queries/acts/execute-sql.ts';
import { highestCap, tooManySeries } from '../logic/fusion/answer-asks.ts';
import type { AskedWindows, MeasuredSeries } from '../logic/fusion/ask.ts';
import { compileFiltered } from '../logic/fusion/compile-filtered.ts';
import { compileRollup } from '../logic/fusion/compile-rollup.ts';
import type { Conjunction } from '../logic/fusion/conjunction.ts';
import type { FusedQuery } from '../logic/fusion/fused-query.ts';
import { MOST_ROWS } from '../logic/fusion/plan-fusion.ts';
import { splitUnit } from '../logic/fusion/split-unit.ts';
import type { Unit } from '../logic/fusion/split-unit.ts';
import { bucketGrid } from '../logic/fusion/bucket-grid.ts';
import { isNoDatasource } from './is-no-datasource.ts';
import { readRows } from './read-rows.ts';

const QUERIES_AT_ONCE = 4;
const TIMEOUT_MS = 20_000;
/** After so many failures that may be Druid's own, what is left is not halved any further. */
const MOST_FAILURES = 12;

export interface UnitsRequest {
  model: Model;
  windows: AskedWindows;
  units: Unit[];
  common: Conjunction;
  signal?: AbortSignal | undefined;
}
export interface UnitsOutcome {
  /** By the id of a resolved ask, then by window end; windows without rows may be left out. */
  series: Map<string, Map<number, MeasuredSeries[]>>;
  errors: Map<string, unknown>;
}
interface Run extends UnitsRequest {
  outcome: UnitsOutcome;
  answered: number;
  failures: number;
}

/** @throws EngineError if Druid cannot be reached, is busy, or answered nothing; whatever tells that the model has no datasource */
export async function runUnits(context: Context, request: UnitsRequest): Promise<UnitsOutcome> {
  const stop = new AbortController();
  const signal = request.signal === undefined ? stop.signal : AbortSignal.any([request.signal, stop.signal]);
  const run: Run = { ...request, signal, outcome: { series: new Map(), errors: new Map() }, answered: 0, failures: 0 };
  const atOnce = bulkhead(QUERIES_AT_ONCE, Number.POSITIVE_INFINITY);
  try {
    await Promise.all(request.units.map((unit) => atOnce.execute(() => runUnit(context, run, unit))));
  } catch (error) {
    stop.abort();
    throw error;
  }
  const [first] = run.outcome.errors.values();
  const cause = first instanceof PlatformError ? first.cause : first;
  if (run.answered === 0 && cause instanceof EngineError && cause.kind !== 'rejected') throw cause;
  return run.outcome;
}

/** Units in place of one that fails come one after the other: halving is no time for more load. */
async function runUnit(context: Context, run: Run, unit: Unit): Promise<void> {
  for (const pending = [unit]; pending.length > 0;) {
    const next = pending.shift();
    if (next === undefined) return;
    pending.unshift(...(await tryUnit(context, run, next)));
  }
}

/** @returns what is to be asked instead */
async function tryUnit(context: Context, run: Run, unit: Unit): Promise<Unit[]> {
  try {
    const answers = await ATTEMPTS.execute(() => askDruid(context, run, unit));
    run.answered += 1;
    if (answers !== 'overflow') {
      keepAnswers(run, unit, answers);
      return [];
    }
    const smaller = splitUnit(unit, 'overflow');
    if (smaller.length === 0) failAsks(run, unit, tooManySeries(Math.max(...unit.query.asks.map(highestCap))));
    return smaller;
  } catch (error) {
    if (isFatal(error) || isNoDatasource(error, run.model.name) || run.signal?.aborted === true) throw error;
    if (mayBeDruidsOwn(error)) run.failures += 1;
    const smaller = run.failures > MOST_FAILURES ? [] : splitUnit(unit, 'refused');
    if (smaller.length === 0) failAsks(run, unit, error);
    return smaller;
  }
}

/** Two more attempts when the next may well succeed: at about 0.25 and 0.75 s. A time-out is not tried again, but halved. */
const ATTEMPTS = retry(
  handleWhen((error) => error instanceof EngineError && error.kind !== 'timeout' && error.kind !== 'rejected'),
  { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 2000 }) },
);

const isFatal = (error: unknown): boolean =>
  error instanceof EngineError && (error.kind === 'unreachable' || error.kind === 'busy');

const mayBeDruidsOwn = (error: unknown): boolean =>
  error instanceof EngineError || (error instanceof PlatformError && error.code === 'query.timeout');

async function askDruid(
  context: Context,
  run: Run,
  unit: Unit,
): Promise<ReturnType<FusedQuery['answers']> | 'overflow'> {
  const limit = limitOf(unit);
  const query = compileUnit(run, unit, limit + 1);
  const execution = { statement: query.statement, limit, outerLimit: false, timeoutMs: TIMEOUT_MS, signal: run.signal };
  const { rows } = await executeSql(context, execution);
  const { truncated } = await readRows(rows, query.add);
  return truncated ? 'overflow' : query.answers();
}

/** Every row of a single filtered ask is a series of it. */
function limitOf({ query: { kind, asks }, ends }: Unit): number {
  const [ask, ...others] = asks;
  const isSingle = kind === 'filtered' && ask !== undefined && others.length === 0 && ends.length === 1;
  return isSingle ? highestCap(ask) : MOST_ROWS;
}

function compileUnit({ model, windows, common }: Run, { query, ends }: Unit, limit: number): FusedQuery {
  const grid = bucketGrid({ windowMs: windows.windowMs, ends });
  const input = { model, grid, common, asks: query.asks, dimensions: query.dimensions, limit };
  return query.kind === 'rollup' ? compileRollup({ ...input, exact: query.exact }) : compileFiltered(input);
}

function keepAnswers({ outcome: { series } }: Run, { query }: Unit, answerOf: ReturnType<FusedQuery['answers']>): void {
  for (const ask of query.asks) {
    const answered = answerOf(ask);
    const known = series.get(ask.id);
    if (known === undefined) series.set(ask.id, answered);
    else for (const [end, measured] of answered) known.set(end, measured);
  }
}

function failAsks({ outcome }: Run, { query }: Unit, error: unknown): void {
  for (const { id } of query.asks) outcome.errors.set(id, error);
}
