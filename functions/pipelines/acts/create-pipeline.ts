// Stores a new pipeline that the planner accepts; it does not run until it is started.
import type { Pipeline, StoredPipeline } from '#schemas/pipeline.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { recordUses } from '#functions/platform/references.ts';
import { streamsOf } from '../logic/node-inputs.ts';
import { pipelineStore } from '../store.ts';
import { compileCheckedPlan } from './compile-checked-plan.ts';
import { requireStreams } from './get-pipeline.ts';

/** @throws PlatformError pipeline.invalid, definition.exists */
export async function createPipeline(context: Context, caller: Caller, pipeline: Pipeline): Promise<StoredPipeline> {
  requireStreams(caller, pipeline);
  if ((await pipelineStore(context.table).get(pipeline.name)) !== undefined) throw exists(pipeline.name);
  await compileCheckedPlan(context, pipeline);
  await recordUses(context, { kind: 'pipeline', name: pipeline.name }, usesOf(pipeline));
  try {
    return await pipelineStore(context.table).create(pipeline, context.now());
  } catch (error) {
    throw error instanceof ConditionFailed ? exists(pipeline.name, error) : error;
  }
}

/** The streams of a pipeline as references. */
export const usesOf = (pipeline: Pick<Pipeline, 'nodes'>) =>
  streamsOf(pipeline).map((name) => ({ kind: 'stream', name }) as const);

const exists = (name: string, cause?: unknown) =>
  new PlatformError('definition.exists', `there already is a pipeline "${name}"`, { cause });
