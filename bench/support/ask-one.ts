// A rule alone, as a structured query.
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { runQuery } from '#functions/queries/acts/run-query.ts';
import type { MeasuredSeries } from '#functions/alerts/logic/fusion/ask.ts';
import { Query } from '#schemas/query.ts';
import type { Model } from '#schemas/model.ts';
import type { MixedRule } from './rule-mix.ts';

export async function askOne(
  context: Context,
  { model, rule, end }: { model: Model; rule: MixedRule; end: number },
): Promise<MeasuredSeries[]> {
  const { ask, windowMs } = rule;
  const query = Query.parse({
    model: model.name,
    measures: [ask.measure],
    dimensions: ask.groupBy,
    filters: ask.filters,
    timeRange: { from: new Date(end - windowMs).toISOString(), to: new Date(end).toISOString() },
    limit: ask.maxSeries,
  });
  const { rows } = await runQuery(context, PLATFORM_CALLER, query);
  return rows.map((row) => {
    const value = row[ask.groupBy.length];
    return {
      labels: Object.fromEntries(ask.groupBy.map((name, index) => [name, String(row[index])])),
      value: typeof value === 'number' ? value : null,
    };
  });
}
