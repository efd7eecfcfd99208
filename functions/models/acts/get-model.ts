// One model as it is stored now.
import type { StoredModel } from '#schemas/model.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { modelStore } from '../store.ts';

/** @throws PlatformError definition.not-found */
export async function getModel(context: Context, name: string): Promise<StoredModel> {
  const model = await modelStore(context.table).get(name);
  if (model === undefined) throw new PlatformError('definition.not-found', `there is no model "${name}"`);
  return model;
}
