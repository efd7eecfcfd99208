// Deletes a pipeline that does not run: its application with its snapshots, its plans, its definition.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses, requireUnused } from '#functions/platform/references.ts';
import { applicationName } from '../logic/application-name.ts';
import { planPrefix } from '../logic/plan-key.ts';
import { pipelineStore, runStore } from '../store.ts';
import { usesOf } from './create-pipeline.ts';
import { getPipelineFor } from './get-pipeline.ts';
import { refuseInState } from './refuse-in-state.ts';

/** The definition goes last, so that a deletion that broke off can be repeated. @throws PlatformError pipeline.wrong-state */
export async function deletePipeline(
  context: Context,
  caller: Caller,
  { name, ifMatch }: { name: string; ifMatch: string | undefined },
): Promise<void> {
  const pipeline = await getPipelineFor(context, caller, name);
  requireVersion(ifMatch, pipeline);
  await requireUnused(context, { kind: 'pipeline', name });
  await deleteApplication(context, name);
  await context.s3.removeAll(planPrefix(name));
  await runStore(context.table).remove(name);
  await recordUses(context, { kind: 'pipeline', name }, [], usesOf(pipeline));
  await pipelineStore(context.table).remove(name, pipeline.version);
}

async function deleteApplication(context: Context, name: string): Promise<void> {
  const application = await context.flink.describe(applicationName(context.settings.name, name));
  if (application === undefined || application.status === 'DELETING') return;
  if (application.status !== 'READY') {
    throw new PlatformError('pipeline.wrong-state', `"${name}" is ${application.status}: stop it first`);
  }
  await refuseInState(() => context.flink.remove(applicationName(context.settings.name, name), application));
}
