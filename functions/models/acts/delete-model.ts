// Ends a model: its ingestion, its rows, then its definition. When Druid fails on the way the definition stays, and a repeated
// delete goes on where this one stopped.
import { requireModel } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses, requireUnused } from '#functions/platform/references.ts';
import { modelStore } from '../store.ts';
import { getModel } from './get-model.ts';

export async function deleteModel(
  context: Context,
  caller: Caller,
  { name, ifMatch }: { name: string; ifMatch: string | undefined },
): Promise<void> {
  requireModel(caller, name);
  const model = await getModel(context, name);
  requireVersion(ifMatch, model);
  const reference = { kind: 'model', name } as const;
  await requireUnused(context, reference);
  await forgetInDruid(context, name);
  const models = modelStore(context.table);
  await models.remove(name, model.version);
  await models.removeState(name);
  await recordUses(context, reference, [], [{ kind: 'stream', name: model.stream }]);
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
