// Stops a pipeline, with a snapshot unless it is forced. Stopping a stopped one changes nothing.
import type { PipelineStatus } from '#schemas/pipeline.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { applicationName } from '../logic/application-name.ts';
import { runStore } from '../store.ts';
import { getPipelineFor } from './get-pipeline.ts';
import { getPipelineStatus } from './get-pipeline-status.ts';
import { refuseInState } from './refuse-in-state.ts';

const DOWN = new Set(['READY', 'FORCE_STOPPING', 'DELETING']);

/**
 * Without a snapshot the next start goes on from the snapshot before, if there is one: rows since then are processed again.
 * @throws PlatformError pipeline.wrong-state while it is starting or updating, unless it is forced
 */
export async function stopPipeline(
  context: Context,
  caller: Caller,
  { name, snapshot }: { name: string; snapshot: boolean },
): Promise<PipelineStatus> {
  const pipeline = await getPipelineFor(context, caller, name);
  const application = await context.flink.describe(applicationName(context.settings.name, name));
  const isDown = application === undefined || DOWN.has(application.status);
  await runStore(context.table).setDesired(name, 'stopped');
  if (!isDown && !(application.status === 'STOPPING' && snapshot)) {
    await refuseInState(() => context.flink.stop(applicationName(context.settings.name, name), { snapshot }));
  }
  return getPipelineStatus(context, pipeline);
}
