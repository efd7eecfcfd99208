// What a node reads and which streams a pipeline touches.
import type { Pipeline, PipelineNode } from '#schemas/pipeline.ts';

export interface NodeInput {
  name: string;
  /** Where it is named, relative to the node. */
  pointer: string;
}

/** The nodes that a node reads. */
export function inputsOf(node: PipelineNode): NodeInput[] {
  switch (node.kind) {
    case 'stream-source':
      return [];
    case 'sql':
      return node.inputs.map((name, index) => ({ name, pointer: `/inputs/${index}` }));
    case 'filter':
    case 'select':
    case 'embed-dimension':
    case 'stream-sink':
      return [{ name: node.input, pointer: '/input' }];
  }
}

export interface StreamUse {
  stream: string;
  role: 'source' | 'dimension' | 'sink';
  /** JSON pointer into the pipeline. */
  pointer: string;
}

/** Every place at which a pipeline names a stream. */
export function streamUses({ nodes }: Pick<Pipeline, 'nodes'>): StreamUse[] {
  return nodes.flatMap((node, index): StreamUse[] => {
    switch (node.kind) {
      case 'stream-source':
        return [{ stream: node.stream, role: 'source', pointer: `/nodes/${index}/stream` }];
      case 'stream-sink':
        return [{ stream: node.stream, role: 'sink', pointer: `/nodes/${index}/stream` }];
      case 'embed-dimension':
        return [{ stream: node.dimension, role: 'dimension', pointer: `/nodes/${index}/dimension` }];
      case 'filter':
      case 'select':
      case 'sql':
        return [];
    }
  });
}

/** The names of a pipeline's streams, each once, sorted. */
export const streamsOf = (pipeline: Pick<Pipeline, 'nodes'>): string[] =>
  [...new Set(streamUses(pipeline).map(({ stream }) => stream))].sort();
