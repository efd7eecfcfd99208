// What the planner says, as errors with JSON pointers into the pipeline.
import type { PlannerAnswer } from '#schemas/compiled-plan.ts';
import type { Pipeline, PipelineNode } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import { inputsOf } from './node-inputs.ts';
import type { StreamAccess } from './stream-access.ts';

type Nodes = Pick<Pipeline, 'nodes'>['nodes'];

export function mergePlanErrors(
  answer: PlannerAnswer,
  { nodes }: Pick<Pipeline, 'nodes'>,
  streams: ReadonlyMap<string, StreamAccess>,
): FieldError[] {
  if (answer.ok) return [...changelogErrors(answer, nodes), ...lateErrors(answer.lateDropping, nodes, streams)];
  return answer.errors.map(({ node, field, message, line, column }) => ({
    pointer: field ?? pointerTo(nodes, node),
    reason: message,
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof column === 'number' ? { column } : {}),
  }));
}

function pointerTo(nodes: Nodes, name: string | null | undefined): string {
  const index = nodes.findIndex((node) => node.name === name);
  return index < 0 ? '/nodes' : `/nodes/${index}`;
}

/** A stream holds events, not changes to rows sent before. */
function changelogErrors(answer: Extract<PlannerAnswer, { ok: true }>, nodes: Nodes): FieldError[] {
  const changing = new Set(answer.nodes.filter(({ changelog }) => changelog !== 'append').map(({ name }) => name));
  return nodes.flatMap((node, index) =>
    node.kind === 'stream-sink' && changing.has(node.input)
      ? [
          {
            pointer: `/nodes/${index}/input`,
            reason: `"${node.input}" changes rows that it sent before, which a stream cannot take: aggregate over a time window`,
          },
        ]
      : [],
  );
}

/** Windows drop late rows without a word, so their sources must divert them first. */
function lateErrors(
  windows: readonly string[],
  nodes: Nodes,
  streams: ReadonlyMap<string, StreamAccess>,
): FieldError[] {
  return windows.flatMap((window) => {
    const upstream = nodesAbove(window, nodes);
    return nodes.flatMap((node, index) =>
      node.kind === 'stream-source' &&
      node.lateRows === 'deliver' &&
      upstream.has(node.name) &&
      streams.get(node.stream)?.stream.schema.eventTime !== undefined
        ? [
            {
              pointer: `/nodes/${index}/lateRows`,
              reason: `set it to "divert": the windows of "${window}" would drop late rows without a word`,
            },
          ]
        : [],
    );
  });
}

function nodesAbove(name: string, nodes: Nodes): ReadonlySet<string> {
  const byName = new Map<string, PipelineNode>(nodes.map((node) => [node.name, node]));
  const above = new Set([name]);
  for (const reached of above) {
    const node = byName.get(reached);
    for (const input of node === undefined ? [] : inputsOf(node)) above.add(input.name);
  }
  return above;
}
