// Asks the model what a rule's window holds.
import type { Labels } from '#schemas/alerts/incident.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { durationMs } from '#schemas/duration.ts';
import { Query } from '#schemas/query.ts';
import type { QueryResult } from '#schemas/query.ts';
import { getRecentModel } from '#functions/models/acts/get-recent-model.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { runQuery } from '#functions/queries/acts/run-query.ts';
import type { WindowResult } from '../logic/step-rule.ts';

const MOST_LABEL_SETS = 10_000;
const TIMEOUT = 'PT20S';

/** The trailing window that ends at `end`. @throws PlatformError or EngineError if it is not answered in full */
export async function measureWindow(context: Context, rule: Rule, end: Date): Promise<WindowResult> {
  const query = Query.parse({
    model: rule.model,
    measures: [rule.measure],
    dimensions: rule.groupBy,
    filters: rule.filters,
    timeRange: { from: new Date(end.getTime() - durationMs(rule.window)).toISOString(), to: end.toISOString() },
    // One row for the whole window would be there even when it is empty; a row for a piece of time is not.
    granularity: rule.condition.kind === 'no-data' ? 'P7D' : 'all',
    limit: MOST_LABEL_SETS,
    timeout: TIMEOUT,
  });
  const [result, model] = await Promise.all([
    runQuery(context, PLATFORM_CALLER, query),
    getRecentModel(context, rule.model),
  ]);
  if (result.truncated) {
    throw new PlatformError('query.invalid', `there are more than ${MOST_LABEL_SETS} label sets; group by less`);
  }
  const measure = model.measures.find(({ name }) => name === rule.measure);
  const emptyValue = measure?.kind === 'count' || measure?.kind === 'distinct' ? 0 : null;
  return { emptyValue, series: readSeries(result, rule) };
}

function readSeries({ columns, rows }: QueryResult, { groupBy, measure }: Rule): WindowResult['series'] {
  const indexOf = (name: string) => columns.findIndex((column) => column.name === name);
  const places = groupBy.map((dimension) => [dimension, indexOf(dimension)] as const);
  const place = indexOf(measure);
  return rows.map((row) => ({
    labels: Object.fromEntries(places.map(([dimension, index]) => [dimension, toLabel(row[index])])),
    value: toNumber(row[place]),
  }));
}

function toLabel(value: unknown): Labels[string] {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Druid writes what is no number (a mean of nothing) as text. */
const toNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
