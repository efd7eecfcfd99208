// One pipeline's definition.
import type { StoredPipeline } from '#schemas/pipeline.ts';
import { maySeeStream, requireStream } from '#functions/platform/caller.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { streamsOf } from '../logic/node-inputs.ts';
import { pipelineStore } from '../store.ts';

/** @throws PlatformError definition.not-found */
export async function getPipeline(context: Context, name: string): Promise<StoredPipeline> {
  const pipeline = await pipelineStore(context.table).get(name);
  if (pipeline === undefined) throw new PlatformError('definition.not-found', `there is no pipeline "${name}"`);
  return pipeline;
}

/** @throws PlatformError access.forbidden if the caller may not see one of the pipeline's streams */
export async function getPipelineFor(context: Context, caller: Caller, name: string): Promise<StoredPipeline> {
  const pipeline = await getPipeline(context, name);
  requireStreams(caller, pipeline);
  return pipeline;
}

export function requireStreams(caller: Caller, pipeline: Parameters<typeof streamsOf>[0]): void {
  for (const stream of streamsOf(pipeline)) requireStream(caller, stream);
}

export const maySeePipeline = (caller: Caller, pipeline: Parameters<typeof streamsOf>[0]): boolean =>
  streamsOf(pipeline).every((stream) => maySeeStream(caller, stream));
