// A model for queries: remembered for 5 s in this process, so that a query needs no round trip for its definition.
import type { StoredModel } from '#schemas/model.ts';
import type { Context } from '#functions/platform/context.ts';
import { getModel } from './get-model.ts';

const REMEMBERED_MS = 5000;
const REMEMBERED_MODELS = 1000;

interface Remembered {
  model: Promise<StoredModel>;
  until: number;
}
const remembered = new WeakMap<Context, Map<string, Remembered>>();

/** @throws PlatformError definition.not-found (which is not remembered) */
export function getRecentModel(context: Context, name: string): Promise<StoredModel> {
  const models = remembered.get(context) ?? new Map<string, Remembered>();
  remembered.set(context, models);
  const now = context.now().getTime();
  const known = models.get(name);
  if (known !== undefined && known.until > now) return known.model;
  const model = getModel(context, name);
  if (models.size >= REMEMBERED_MODELS) models.clear();
  models.set(name, { model, until: now + REMEMBERED_MS });
  model.catch(() => models.delete(name));
  return model;
}
