// A SELECT of the user's own over its inputs. What columns it has only the planner knows.
import type { SqlNode } from '#schemas/pipeline.ts';
import type { CompiledNode } from './compiled-node.ts';

export function compileSql({
  node,
  pointer,
  columns,
}: {
  node: SqlNode;
  pointer: string;
  /** Its own columns, once the planner has told them. */
  columns: readonly string[] | undefined;
}): CompiledNode {
  const { name, inputs } = node;
  const query = node.sql.replace(/;\s*$/, '');
  const fragment = { field: `${pointer}/sql`, text: query, form: 'query', line: 1 } as const;
  return {
    steps: [{ kind: 'view', node: name, name, inputs: inputs.toSorted(), query, fragments: [fragment] }],
    columns,
    errors: [],
  };
}
