// Stores a model, then starts its ingestion from the oldest record that the stream still has.
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Model, StoredModel } from '#schemas/model.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { recordUses } from '#functions/platform/references.ts';
import type { Reference } from '#functions/platform/references.ts';
import { modelStore } from '../store.ts';
import { applyModel } from './apply-model.ts';
import { requireFittingModel } from './require-fitting-model.ts';

/** What the model uses, for `recordUses`. */
export const usesOf = ({ stream }: Model): Reference[] => [{ kind: 'stream', name: stream }];

/** @throws PlatformError definition.exists, definition.invalid, access.forbidden */
export async function createModel(context: Context, caller: Caller, definition: Model): Promise<StoredModel> {
  const stream = await requireFittingModel(context, caller, definition);
  if ((await modelStore(context.table).get(definition.name)) !== undefined) throw nameIsTaken(definition);
  await recordUses(context, { kind: 'model', name: definition.name }, usesOf(definition));
  const model = await store(context, definition);
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
    throw error instanceof ConditionFailed ? nameIsTaken(definition, error) : error;
  }
}

const nameIsTaken = ({ name }: Model, cause?: unknown) =>
  new PlatformError('definition.exists', `there is a model "${name}" already`, { cause });
