// What Flink would make of a pipeline, stored or not: its nodes' columns, its operators, its SQL.
import type { Pipeline, PipelinePlan } from '#schemas/pipeline.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { printPipelinePlan } from '../logic/print-pipeline-plan.ts';
import { compileCheckedPlan } from './compile-checked-plan.ts';
import { requireStreams } from './get-pipeline.ts';

/** @throws PlatformError pipeline.invalid */
export async function planPipeline(
  context: Context,
  caller: Caller,
  pipeline: Pick<Pipeline, 'name' | 'nodes'>,
): Promise<PipelinePlan> {
  requireStreams(caller, pipeline);
  const { plan, answer } = await compileCheckedPlan(context, pipeline);
  return printPipelinePlan(pipeline, plan, answer);
}
