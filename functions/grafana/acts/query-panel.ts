// Answers a panel: each target is one query, as lines of a chart or as a table; or the incidents, as a table.
import { bulkhead } from 'cockatiel';
import { durationMs } from '#schemas/duration.ts';
import type { GrafanaFrames, GrafanaQueryRequest, GrafanaRange, GrafanaTarget } from '#schemas/grafana.ts';
import type { QueryResult } from '#schemas/query.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import { requireModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { runQuery } from '#functions/queries/acts/run-query.ts';
import { adHocFilter } from '../logic/ad-hoc-filter.ts';
import { chooseGranularity } from '../logic/choose-granularity.ts';
import { INCIDENTS } from '../logic/incidents-metric.ts';
import { parseQuery } from '../logic/parse-query.ts';
import { readMetric } from '../logic/read-metric.ts';
import { readPayload } from '../logic/read-payload.ts';
import type { GrafanaPayload } from '../logic/read-payload.ts';
import { toSeries } from '../logic/to-series.ts';
import { toTable } from '../logic/to-table.ts';
import { queryIncidents } from './query-incidents.ts';

const TARGETS_AT_ONCE = 4;
const MOST_ROWS = 100_000;

export interface PanelQuery {
  request: GrafanaQueryRequest;
  signal: AbortSignal;
}

/** The frames of all targets, in their order. @throws PlatformError as runQuery does, and query.invalid */
export async function queryPanel(
  context: Context,
  caller: Caller,
  { request, signal }: PanelQuery,
): Promise<GrafanaFrames> {
  const policy = bulkhead(TARGETS_AT_ONCE, request.targets.length);
  const shown = request.targets.map((target, index) => ({ target, pointer: `/targets/${index}` }));
  const answers = shown
    .filter(({ target }) => target.hide !== true)
    .map((shown) => policy.execute(() => queryTarget(context, caller, { request, signal, ...shown })));
  return (await Promise.all(answers)).flat();
}

interface TargetQuery extends PanelQuery {
  target: GrafanaTarget;
  pointer: string;
}

async function queryTarget(context: Context, caller: Caller, asked: TargetQuery): Promise<GrafanaFrames> {
  if (asked.target.target === INCIDENTS) return [await queryIncidents(context, caller, asked)];
  return queryMeasure(context, caller, asked);
}

async function queryMeasure(
  context: Context,
  caller: Caller,
  { request, signal, target: { target, refId, payload }, pointer }: TargetQuery,
): Promise<GrafanaFrames> {
  const { model: modelName, measure } = readMetric(target, `${pointer}/target`);
  const options = readPayload(payload, request.scopedVars, `${pointer}/payload`);
  requireModel(caller, modelName);
  const model = await getRecentModel(context, modelName);
  const granularity = granularityOf(options, () => chooseGranularity(request, model.rollup));
  const range = granularity === 'all' ? request.range : wholePieces(request.range, granularity);
  const adHoc = [...request.adhocFilters, ...request.filters].map((filter) => adHocFilter(filter, model));
  const asked = {
    model: modelName,
    measures: [measure],
    dimensions: options.groupBy,
    filters: [...options.filters, ...adHoc],
    timeRange: { from: range.from, to: range.to },
    granularity,
    ...orderOf(options, measure),
  };
  const result = await runQuery(context, caller, parseQuery(asked, pointer), signal);
  if (options.format === 'table') return [toTable(whole(result, options.limit), refId)];
  return toSeries(whole(result), { metric: target, refId, groupBy: options.groupBy, granularity, range });
}

/** A table is of the whole range unless it asks for pieces of time; a chart is cut as its width needs it. */
function granularityOf({ granularity, format }: GrafanaPayload, automatic: () => string): string {
  if (granularity === undefined) return format === 'table' ? 'all' : automatic();
  return granularity === 'auto' ? automatic() : granularity;
}

/** The range from the beginning of its first piece of time, so that the first value is not one of a part. */
function wholePieces({ from, to }: GrafanaRange, granularity: string): GrafanaRange {
  const stepMs = durationMs(granularity);
  return { from: new Date(Math.floor(Date.parse(from) / stepMs) * stepMs).toISOString(), to };
}

function orderOf({ format, limit, granularity }: GrafanaPayload, measure: string): object {
  if (limit === undefined) return { limit: MOST_ROWS };
  if (format === 'timeseries') throw new PlatformError('query.invalid', 'a number of rows is for tables alone');
  const isTimed = granularity !== undefined && granularity !== 'all';
  return isTimed ? { limit } : { limit, orderBy: [{ field: measure, direction: 'desc' }] };
}

/** @throws PlatformError query.invalid if rows are missing that nobody has chosen to leave out */
function whole(result: QueryResult, limit?: number): QueryResult {
  if (!result.truncated || limit !== undefined) return result;
  throw new PlatformError(
    'query.invalid',
    `there are more than ${MOST_ROWS} rows: group by less, filter, or take a coarser granularity`,
  );
}
