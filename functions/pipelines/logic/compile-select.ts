// A select: named columns of its input, each as it is or as an expression.
import type { Fragment } from '#schemas/compiled-plan.ts';
import type { SelectNode } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import type { CompiledNode } from './compiled-node.ts';
import { quoteName } from './quote.ts';

/** Whatever counts as the end of a line for the planner, which looks for each text at its line. */
const LINE_END = /\r\n|\r|\n/;

export interface SelectInput {
  node: SelectNode;
  pointer: string;
  /** The input's columns. */
  columns: readonly string[];
}

export function compileSelect(input: SelectInput): CompiledNode {
  const { node, pointer } = input;
  const lines = ['SELECT'];
  const fragments: Fragment[] = [];
  for (const [index, { name, expression }] of node.columns.entries()) {
    const comma = index < node.columns.length - 1 ? ',' : '';
    if (expression === undefined) {
      lines.push(quoteName(name) + comma);
      continue;
    }
    const line = lines.length + 2;
    fragments.push({ field: `${pointer}/columns/${index}/expression`, text: expression, form: 'expression', line });
    lines.push('(', ...expression.split(LINE_END), `) AS ${quoteName(name)}${comma}`);
  }
  lines.push(`FROM ${quoteName(node.input)}`);
  const query = lines.join('\n');
  return {
    steps: [{ kind: 'view', node: node.name, name: node.name, inputs: [node.input], query, fragments }],
    columns: node.columns.map(({ name }) => name),
    errors: checkColumns(input),
  };
}

function checkColumns({ node, pointer, columns }: SelectInput): FieldError[] {
  const names = node.columns.map(({ name }) => name);
  return node.columns.flatMap(({ name, expression }, index) => {
    const at = `${pointer}/columns/${index}/name`;
    if (names.indexOf(name) < index) return [{ pointer: at, reason: `there already is a column "${name}"` }];
    if (expression !== undefined || columns.includes(name)) return [];
    return [{ pointer: at, reason: `"${node.input}" has no column "${name}"` }];
  });
}
