// The pipelines whose streams the caller may see.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { pipelineStore } from '../store.ts';
import { maySeePipeline } from './get-pipeline.ts';

export function listPipelines(context: Context, caller: Caller, request: PageRequest) {
  return pipelineStore(context.table).list(request, (pipeline) => maySeePipeline(caller, pipeline));
}
