// Stores a new version of a pipeline. What runs goes on as it is until it is upgraded.
import type { Pipeline, StoredPipeline } from '#schemas/pipeline.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { pipelineStore } from '../store.ts';
import { compileCheckedPlan } from './compile-checked-plan.ts';
import { usesOf } from './create-pipeline.ts';
import { getPipelineFor, requireStreams } from './get-pipeline.ts';

/** @throws PlatformError pipeline.invalid, definition.not-found, definition.version-conflict */
export async function replacePipeline(
  context: Context,
  caller: Caller,
  { pipeline, ifMatch }: { pipeline: Pipeline; ifMatch: string | undefined },
): Promise<StoredPipeline> {
  requireStreams(caller, pipeline);
  const current = await getPipelineFor(context, caller, pipeline.name);
  requireVersion(ifMatch, current);
  await compileCheckedPlan(context, pipeline);
  const user = { kind: 'pipeline', name: pipeline.name } as const;
  await recordUses(context, user, usesOf(pipeline));
  const stored = await pipelineStore(context.table).replace(pipeline, current, context.now());
  // Only now: while the old version was the stored one, its streams were in use.
  await recordUses(context, user, usesOf(pipeline), usesOf(current));
  return stored;
}
