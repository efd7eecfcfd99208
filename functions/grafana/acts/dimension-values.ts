// The values of a dimension that rows of a time range have.
import type { Filter } from '#schemas/filter.ts';
import type { GrafanaRange } from '#schemas/grafana.ts';
import type { Model } from '#schemas/model.ts';
import { Query } from '#schemas/query.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { runQuery } from '#functions/queries/acts/run-query.ts';

const MOST_VALUES = 10_000;
const WITHOUT_RANGE = { last: 'P7D' };

export interface ValuesRequest {
  model: Model;
  dimension: string;
  filters?: Filter[];
  range: GrafanaRange | undefined;
}

/** In order; of more than 10,000 values only the first. Nulls are left out. */
export async function dimensionValues(
  context: Context,
  caller: Caller,
  { model, dimension, filters = [], range }: ValuesRequest,
): Promise<string[]> {
  const measure = model.measures.find(({ kind }) => kind === 'count') ?? model.measures[0];
  const query = Query.parse({
    model: model.name,
    measures: measure === undefined ? [] : [measure.name],
    dimensions: [dimension],
    filters: [...filters, { dimension, operator: 'is not null' }],
    timeRange: range ?? WITHOUT_RANGE,
    limit: MOST_VALUES,
  });
  const { rows } = await runQuery(context, caller, query);
  return rows.map(([value]) => (typeof value === 'string' ? value : JSON.stringify(value)));
}
