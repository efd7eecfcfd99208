// Stores a model, then starts its ingestion from the oldest record that the stream still has.
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Model, StoredModel } from '#schemas/model.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { recordUses } from '#functions/platform/references.ts';
import { modelStore } from '../store.ts';
import { applyModel } from './apply-model.ts';
import { requireFittingModel } from './require-fitting-model.ts';

export async function createModel(context: Context, caller: Caller, definition: Model): Promise<StoredModel> {
  const stream = await requireFittingModel(context, caller, definition);
  const model = await store(context, definition);
  const reference = { kind: 'model', name: model.name } as const;
  await recordUses(context, reference, [{ kind: 'stream', name: model.stream }]);
  await applyModel(context, { model, stream, desired: 'running' });
  return model;
}

async function store(context: Context, definition: Model): Promise<StoredModel> {
  const models = modelStore(context.table);
  try {
    const model = await models.create(definition, context.now());
    await models.setDesired(model.name, 'running');
    return model;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw new PlatformError('definition.exists', `there is a model "${definition.name}" already`, { cause: error });
  }
}
