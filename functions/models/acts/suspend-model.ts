// Stops a model's ingestion: its tasks publish what they have and end, its rows stay readable.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { getStream } from '#functions/streams/acts/get-stream.ts';
import { modelStore } from '../store.ts';
import type { ModelState } from '../store.ts';
import { applyModel } from './apply-model.ts';
import { getModel } from './get-model.ts';
import { requireWholeModel } from './require-whole-model.ts';

export const suspendModel = (context: Context, caller: Caller, name: string): Promise<void> =>
  setDesired(context, caller, { name, desired: 'suspended' });

/** Goes on from where it was suspended; also applies a definition that Druid missed while it was away. */
export const resumeModel = (context: Context, caller: Caller, name: string): Promise<void> =>
  setDesired(context, caller, { name, desired: 'running' });

async function setDesired(
  context: Context,
  caller: Caller,
  { name, desired }: { name: string; desired: ModelState['desired'] },
): Promise<void> {
  requireWholeModel(caller, name);
  const model = await getModel(context, name);
  const stream = await getStream(context, model.stream);
  await modelStore(context.table).setDesired(name, desired);
  await applyModel(context, { model, stream, desired });
}
