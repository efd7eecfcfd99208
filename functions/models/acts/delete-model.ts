// Ends a model: its ingestion, its rows, then its definition, which goes last so that a deletion that broke off can be repeated.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses, requireUnused } from '#functions/platform/references.ts';
import { modelStore } from '../store.ts';
import { usesOf } from './create-model.ts';
import { getModel } from './get-model.ts';
import { requireWholeModel } from './require-whole-model.ts';

export async function deleteModel(
  context: Context,
  caller: Caller,
  { name, ifMatch }: { name: string; ifMatch: string | undefined },
): Promise<void> {
  requireWholeModel(caller, name);
  const model = await getModel(context, name);
  requireVersion(ifMatch, model);
  const reference = { kind: 'model', name } as const;
  await requireUnused(context, reference);
  await forgetInDruid(context, name);
  const models = modelStore(context.table);
  await recordUses(context, reference, [], usesOf(model));
  await models.removeState(name);
  await models.remove(name, model.version);
  context.log.info('model.deleted', { model: name });
}

/** Offsets are forgotten too: a later model of this name starts with the oldest record again. */
async function forgetInDruid({ druid }: Context, name: string): Promise<void> {
  await druid.supervisors.reset(name);
  await druid.supervisors.terminate(name);
  const tasks = await druid.supervisors.tasks(name, 'running');
  await Promise.all(tasks.map(({ id }) => druid.supervisors.shutdownTask(id)));
  await druid.datasources.markUnused(name);
  await druid.datasources.setRules(name, []);
}
