// The values of a dimension, in every model that has it and that the caller may see.
import { bulkhead } from 'cockatiel';
import type { GrafanaTagValue, GrafanaTagValuesRequest } from '#schemas/grafana.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { dimensionValues } from './dimension-values.ts';
import { visibleModels } from './visible-models.ts';

const MODELS_AT_ONCE = 4;

export async function listTagValues(
  context: Context,
  caller: Caller,
  { key, timeRange }: GrafanaTagValuesRequest,
): Promise<GrafanaTagValue[]> {
  const models = (await visibleModels(context, caller)).filter(({ dimensions }) =>
    dimensions.some(({ name }) => name === key),
  );
  const policy = bulkhead(MODELS_AT_ONCE, models.length);
  const values = await Promise.all(
    models.map((model) =>
      policy.execute(() =>
        dimensionValues(context, caller, { model, dimension: key, range: timeRange, pointer: '/key' }),
      ),
    ),
  );
  return [...new Set(values.flat())].toSorted().map((text) => ({ text }));
}
