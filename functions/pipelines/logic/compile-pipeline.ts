// Compiles a pipeline to the plan that Flink runs. The one place that knows every kind of node.
import type { CompiledPlan } from '#schemas/compiled-plan.ts';
import type { Pipeline, PipelineNode, StreamSourceNode } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import { compileDimension } from './compile-dimension.ts';
import { compileFilter } from './compile-filter.ts';
import { compileSelect } from './compile-select.ts';
import { compileSink } from './compile-sink.ts';
import { compileSource } from './compile-source.ts';
import { compileSql } from './compile-sql.ts';
import type { CompiledNode } from './compiled-node.ts';
import { inputsOf } from './node-inputs.ts';
import { orderNodes } from './order-nodes.ts';
import type { StreamAccess } from './stream-access.ts';

export interface CompilerInput {
  pipeline: Pick<Pipeline, 'name' | 'nodes'>;
  /** Every stream that the pipeline names. */
  streams: ReadonlyMap<string, StreamAccess>;
  /** Columns of `sql` nodes, as the planner told them. */
  sqlColumns: ReadonlyMap<string, readonly string[]>;
}

export interface CompilerOutput {
  plan: CompiledPlan;
  /** Nodes that are not in the plan yet: they need to know columns of `sql` nodes, which the planner can tell from this plan. */
  pending: string[];
  errors: FieldError[];
}

const CONFIGURATION = { 'table.local-time-zone': 'UTC' };

/**
 * Compiles what can be compiled. The graph and the streams must have passed `checkGraph` and `checkStreams`.
 * The plan is the same for every order of the nodes, but for the pointers of its fragments.
 */
export function compilePipeline(input: CompilerInput): CompilerOutput {
  const { pipeline } = input;
  const compiled = new Map<string, CompiledNode>();
  const pending: string[] = [];
  for (const node of orderNodes(pipeline.nodes)) {
    const result = compileNode(input, node, compiled);
    if (result === undefined) pending.push(node.name);
    else compiled.set(node.name, result);
  }
  const results = [...compiled.values()];
  const steps = results.flatMap((result) => result.steps);
  return {
    plan: { format: 1, pipeline: pipeline.name, configuration: CONFIGURATION, steps },
    pending,
    errors: results.flatMap((result) => result.errors),
  };
}

/** Undefined if an input is not compiled, or its columns are needed and not known. */
function compileNode(
  input: CompilerInput,
  node: PipelineNode,
  compiled: ReadonlyMap<string, CompiledNode>,
): CompiledNode | undefined {
  const { pipeline, streams, sqlColumns } = input;
  if (inputsOf(node).some(({ name }) => !compiled.has(name))) return undefined;
  const pointer = `/nodes/${pipeline.nodes.indexOf(node)}`;
  if (node.kind === 'stream-source') {
    const writesDeadLetters = deadLetterWriter(pipeline.nodes, node.stream) === node;
    return compileSource({ pipeline: pipeline.name, node, access: accessTo(streams, node.stream), writesDeadLetters });
  }
  if (node.kind === 'sql') return compileSql({ node, pointer, columns: sqlColumns.get(node.name) });
  const columns = compiled.get(node.input)?.columns;
  if (node.kind === 'filter') return compileFilter({ node, pointer, columns });
  if (columns === undefined) return undefined;
  switch (node.kind) {
    case 'select':
      return compileSelect({ node, pointer, columns });
    case 'embed-dimension':
      return compileDimension({ node, pointer, access: accessTo(streams, node.dimension), columns });
    case 'stream-sink':
      return compileSink({
        pipeline: pipeline.name,
        node,
        pointer,
        access: accessTo(streams, node.stream),
        columns,
      });
  }
}

/** Of several sources of a stream the one that reads the most, then the first by name. */
function deadLetterWriter(nodes: readonly PipelineNode[], stream: string): StreamSourceNode | undefined {
  return nodes
    .filter((node) => node.kind === 'stream-source')
    .filter((node) => node.stream === stream)
    .toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1))[0];
}

const rank = ({ startFrom, name }: StreamSourceNode) => `${startFrom === 'earliest' ? 0 : 1} ${name}`;

function accessTo(streams: ReadonlyMap<string, StreamAccess>, name: string): StreamAccess {
  const access = streams.get(name);
  if (access === undefined) throw new TypeError(`the stream "${name}" was not looked up`);
  return access;
}
