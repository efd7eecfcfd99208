// The order in which nodes are compiled: inputs first, equal ones by name, whatever the order in the definition.
import type { PipelineNode } from '#schemas/pipeline.ts';
import { inputsOf } from './node-inputs.ts';

/** @throws RangeError if the graph has a cycle or an input that does not exist; `checkGraph` finds those first. */
export function orderNodes(nodes: readonly PipelineNode[]): PipelineNode[] {
  const ordered: PipelineNode[] = [];
  const done = new Set<string>();
  const waiting = nodes.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  while (waiting.length > 0) {
    const index = waiting.findIndex((node) => inputsOf(node).every(({ name }) => done.has(name)));
    const [next] = index < 0 ? [] : waiting.splice(index, 1);
    if (next === undefined) throw new RangeError('the nodes do not form a directed acyclic graph');
    ordered.push(next);
    done.add(next.name);
  }
  return ordered;
}
