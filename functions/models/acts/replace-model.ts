// Stores a changed model, then has its ingestion go on with it. Rows that are already there keep what they have.
import type { Model, StoredModel } from '#schemas/model.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { checkReplacement } from '../logic/check-replacement.ts';
import { modelStore } from '../store.ts';
import { applyModel } from './apply-model.ts';
import { usesOf } from './create-model.ts';
import { getModel } from './get-model.ts';
import { invalid, requireFittingModel } from './require-fitting-model.ts';

/** An unchanged definition is applied again: so a PUT heals what Druid missed while it was away. */
export async function replaceModel(
  context: Context,
  caller: Caller,
  { definition, ifMatch }: { definition: Model; ifMatch: string | undefined },
): Promise<StoredModel> {
  const stream = await requireFittingModel(context, caller, definition);
  const current = await getModel(context, definition.name);
  requireVersion(ifMatch, current);
  const refused = checkReplacement(current, definition);
  if (refused.length > 0) throw invalid(refused);
  await recordUses(context, { kind: 'model', name: definition.name }, usesOf(definition));
  const models = modelStore(context.table);
  const model = await models.replace(definition, current, context.now());
  const { desired } = await models.getState(model.name);
  await applyModel(context, { model, stream, desired });
  return model;
}
