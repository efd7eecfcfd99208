// A filter: the rows of its input that meet a condition; null counts as no.
import type { FilterNode } from '#schemas/pipeline.ts';
import type { CompiledNode } from './compiled-node.ts';
import { quoteName } from './quote.ts';

/** The condition stands on lines of its own, so that not even a comment at its end reaches further. */
export function compileFilter({
  node,
  pointer,
  columns,
}: {
  node: FilterNode;
  pointer: string;
  columns: readonly string[] | undefined;
}): CompiledNode {
  const { name, input, condition } = node;
  const query = `SELECT *\nFROM ${quoteName(input)}\nWHERE (\n${condition}\n)`;
  const fragment = { field: `${pointer}/condition`, text: condition, form: 'expression', line: 4 } as const;
  return {
    steps: [{ kind: 'view', node: name, name, inputs: [input], query, fragments: [fragment] }],
    columns,
    errors: [],
  };
}
