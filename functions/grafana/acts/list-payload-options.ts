// What may be chosen in a field of a metric's editor.
import type { GrafanaOption, GrafanaOptionsRequest } from '#schemas/grafana.ts';
import { getModel } from '#functions/models/acts/get-model.ts';
import { requireModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { GRANULARITIES } from '../logic/choose-granularity.ts';
import { readMetric } from '../logic/read-metric.ts';

/** Empty for a field that has no options, and while no metric is chosen. */
export async function listPayloadOptions(
  context: Context,
  caller: Caller,
  { metric, name }: GrafanaOptionsRequest,
): Promise<GrafanaOption[]> {
  switch (name) {
    case 'groupBy':
      return metric === '' ? [] : dimensionOptions(context, caller, readMetric(metric, '/metric').model);
    case 'granularity':
      return ['auto', 'all', ...GRANULARITIES].map(optionOf);
    case 'format':
      return ['timeseries', 'table'].map(optionOf);
    default:
      return [];
  }
}

async function dimensionOptions(context: Context, caller: Caller, model: string): Promise<GrafanaOption[]> {
  requireModel(caller, model);
  const { dimensions } = await getModel(context, model);
  return dimensions.map(({ name }) => optionOf(name));
}

const optionOf = (value: string): GrafanaOption => ({ label: value, value });
