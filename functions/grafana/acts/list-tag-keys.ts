// What ad hoc filters may be on: the dimensions of all models that the caller may see.
import type { GrafanaTagKey } from '#schemas/grafana.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { visibleModels } from './visible-models.ts';

export async function listTagKeys(context: Context, caller: Caller): Promise<GrafanaTagKey[]> {
  const models = await visibleModels(context, caller);
  const names = new Set(models.flatMap(({ dimensions }) => dimensions.map(({ name }) => name)));
  return [...names].toSorted().map((text) => ({ type: 'string', text }));
}
