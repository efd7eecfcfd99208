// The values of a dimension that rows of a time range have.
import type { Filter } from '#schemas/filter.ts';
import type { GrafanaRange } from '#schemas/grafana.ts';
import type { Model } from '#schemas/model.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { runQuery } from '#functions/queries/acts/run-query.ts';
import { parseQuery } from '../logic/parse-query.ts';

const MOST_VALUES = 10_000;
const WITHOUT_RANGE = { last: 'P7D' };

export interface ValuesRequest {
  model: Model;
  dimension: string;
  filters?: Filter[];
  range: GrafanaRange | undefined;
  /** Where the values are asked for in the request. */
  pointer: string;
}

/** In order; of more than 10,000 values only the first. Nulls are left out. @throws PlatformError query.invalid, and as runQuery does */
export async function dimensionValues(
  context: Context,
  caller: Caller,
  { model, dimension, filters = [], range, pointer }: ValuesRequest,
): Promise<string[]> {
  const measure = model.measures.find(({ kind }) => kind === 'count') ?? model.measures[0];
  const asked = {
    model: model.name,
    measures: measure === undefined ? [] : [measure.name],
    dimensions: [dimension],
    filters: [...filters, { dimension, operator: 'is not null' }],
    timeRange: range ?? WITHOUT_RANGE,
    limit: MOST_VALUES,
  };
  const { rows } = await runQuery(context, caller, parseQuery(asked, pointer));
  return rows.map(([value]) => (typeof value === 'string' ? value : JSON.stringify(value)));
}
