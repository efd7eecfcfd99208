// The pipelines whose streams the caller may see.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { pipelineStore } from '../store.ts';
import { maySeePipeline } from './get-pipeline.ts';

export async function listPipelines(context: Context, caller: Caller, request: PageRequest) {
  const { items, nextCursor } = await pipelineStore(context.table).list(request);
  return { items: items.filter((pipeline) => maySeePipeline(caller, pipeline)), nextCursor };
}
