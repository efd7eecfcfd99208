// Is a pipeline's graph one that can run? Only its shape: what nodes do is judged by the planner.
import type { Pipeline, PipelineNode } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import { inputsOf } from './node-inputs.ts';

/** Everything that is wrong with the shape, with JSON pointers into the pipeline; empty if it is fine. */
export function checkGraph({ nodes }: Pick<Pipeline, 'nodes'>): FieldError[] {
  const broken = [...checkNames(nodes), ...checkInputs(nodes), ...checkEnds(nodes)];
  return broken.length > 0 ? broken : checkCycles(nodes);
}

function checkNames(nodes: readonly PipelineNode[]): FieldError[] {
  const first = new Map(nodes.map(({ name }, index) => [name, index] as const).toReversed());
  return nodes.flatMap(({ name }, index) =>
    first.get(name) === index
      ? []
      : [{ pointer: `/nodes/${index}/name`, reason: `"${name}" is the name of another node` }],
  );
}

function checkInputs(nodes: readonly PipelineNode[]): FieldError[] {
  const kinds = new Map(nodes.map(({ name, kind }) => [name, kind]));
  return nodes.flatMap((node, index) =>
    inputsOf(node).flatMap(({ name, pointer }, position, inputs) => {
      const reason = !kinds.has(name)
        ? `there is no node "${name}"`
        : kinds.get(name) === 'stream-sink'
          ? `"${name}" is a sink: no node can read it`
          : inputs.findIndex((input) => input.name === name) < position
            ? `"${name}" is named twice`
            : undefined;
      return reason === undefined ? [] : [{ pointer: `/nodes/${index}${pointer}`, reason }];
    }),
  );
}

function checkEnds(nodes: readonly PipelineNode[]): FieldError[] {
  const read = new Set(nodes.flatMap((node) => inputsOf(node).map(({ name }) => name)));
  const errors = nodes.flatMap(({ kind, name }, index) =>
    kind === 'stream-sink' || read.has(name)
      ? []
      : [{ pointer: `/nodes/${index}`, reason: `"${name}" leads to no sink: no node reads it` }],
  );
  for (const kind of ['stream-source', 'stream-sink'] as const) {
    if (!nodes.some((node) => node.kind === kind)) errors.push({ pointer: '/nodes', reason: `there is no ${kind}` });
  }
  return errors;
}

/** What is left when nodes without inputs, and then nodes without readers, are taken away again and again is on a cycle. */
function checkCycles(nodes: readonly PipelineNode[]): FieldError[] {
  const edges = nodes.flatMap((node) => inputsOf(node).map((input) => ({ from: input.name, to: node.name })));
  const forward = takeAway(edges, 'to');
  const cyclic = new Set(takeAway(forward, 'from').flatMap(({ from, to }) => [from, to]));
  return nodes.flatMap((node, index) =>
    inputsOf(node)
      .filter(({ name }) => cyclic.has(node.name) && cyclic.has(name))
      .map(({ name, pointer }) => ({
        pointer: `/nodes/${index}${pointer}`,
        reason: `reading "${name}" closes a cycle`,
      })),
  );
}

interface Edge {
  from: string;
  to: string;
}

/** Drops edges whose start (`to`: whose end) is nobody's end (start), until none is left to drop. */
function takeAway(edges: readonly Edge[], side: 'from' | 'to'): readonly Edge[] {
  const other = side === 'to' ? 'from' : 'to';
  const bound = new Set(edges.map((edge) => edge[side]));
  const kept = edges.filter((edge) => bound.has(edge[other]));
  return kept.length === edges.length ? edges : takeAway(kept, side);
}
