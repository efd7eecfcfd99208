// Do a pipeline's nodes fit the streams that they name?
import type { Pipeline, PipelineNode } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import { streamUses } from './node-inputs.ts';
import type { StreamAccess } from './stream-access.ts';

/** Everything that does not fit, with JSON pointers into the pipeline. Streams that do not exist are missing in `streams`. */
export function checkStreams(
  pipeline: Pick<Pipeline, 'nodes'>,
  streams: ReadonlyMap<string, StreamAccess>,
): FieldError[] {
  const uses = streamUses(pipeline);
  const missing = uses
    .filter(({ stream }) => !streams.has(stream))
    .map(({ stream, pointer }) => ({ pointer, reason: `there is no stream "${stream}"` }));
  const loops = uses
    .filter(({ stream, role }) => role === 'sink' && uses.some((use) => use.stream === stream && use.role !== 'sink'))
    .map(({ stream, pointer }) => ({ pointer, reason: `the pipeline reads "${stream}": it would feed itself` }));
  return [...missing, ...loops, ...pipeline.nodes.flatMap((node, index) => checkNode(node, index, streams))];
}

function checkNode(node: PipelineNode, index: number, streams: ReadonlyMap<string, StreamAccess>): FieldError[] {
  if (node.kind === 'stream-source') {
    const stream = streams.get(node.stream)?.stream;
    if (stream === undefined || node.lateRows === 'deliver' || stream.schema.eventTime !== undefined) return [];
    return [{ pointer: `/nodes/${index}/lateRows`, reason: `the stream "${node.stream}" has no event time` }];
  }
  if (node.kind !== 'embed-dimension') return [];
  const stream = streams.get(node.dimension)?.stream;
  if (stream === undefined) return [];
  if (!stream.compacted) {
    return [{ pointer: `/nodes/${index}/dimension`, reason: `the stream "${node.dimension}" is not compacted` }];
  }
  const fields = new Set(stream.schema.fields.map(({ name }) => name));
  return node.columns.flatMap(({ field }, column) =>
    fields.has(field)
      ? []
      : [
          {
            pointer: `/nodes/${index}/columns/${column}/field`,
            reason: `the stream "${node.dimension}" has no field "${field}"`,
          },
        ],
  );
}
