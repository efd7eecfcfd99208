// Embeds a dimension: the newest record of a key in a compacted stream adds columns to each row.
import type { PlanStep } from '#schemas/compiled-plan.ts';
import type { EmbedDimensionNode } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import type { CompiledNode } from './compiled-node.ts';
import { SQL_TYPES, printTable } from './print-table.ts';
import { quoteName, quoteNames } from './quote.ts';
import { connectionOptions, requiredFields } from './stream-access.ts';
import type { StreamAccess } from './stream-access.ts';

export interface DimensionInput {
  node: EmbedDimensionNode;
  pointer: string;
  access: StreamAccess;
  /** The input's columns. */
  columns: readonly string[];
}

/** A row whose key is unknown gets nulls; each row is looked up when it arrives. */
export function compileDimension(input: DimensionInput): CompiledNode {
  const { node, access, columns } = input;
  const name = `${node.name}__dimension`;
  const steps: PlanStep[] = [
    { kind: 'table', node: node.name, name, ddl: printDimension(name, access) },
    {
      kind: 'view',
      node: node.name,
      name: node.name,
      inputs: [node.input, name],
      query: printJoin(input, name),
      fragments: [],
    },
  ];
  return { steps, columns: [...columns, ...node.columns.map((column) => column.name)], errors: checkColumns(input) };
}

function printDimension(name: string, access: StreamAccess): string {
  const { fields } = access.stream.schema;
  const options = {
    connector: 'compacted-kafka',
    ...connectionOptions(access, access.stream.name),
    format: 'checked-json',
    'checked-json.required': requiredFields(access).join(';'),
  };
  return printTable({
    name,
    columns: fields.map((field) => ({ name: field.name, type: SQL_TYPES[field.type] })),
    constraints: [`PRIMARY KEY (${quoteName(keyOf(access))}) NOT ENFORCED`],
    options,
  });
}

function printJoin({ node, access, columns }: DimensionInput, table: string): string {
  const own = columns.map((name) => `\`o\`.${quoteName(name)}`);
  const added = node.columns.map(({ name, field }) => `\`d\`.${quoteName(field)} AS ${quoteName(name)}`);
  return [
    `SELECT ${[...own, ...added].join(', ')}`,
    `FROM (SELECT ${quoteNames(columns)}, PROCTIME() AS \`__proctime\` FROM ${quoteName(node.input)}) AS \`o\``,
    `LEFT JOIN ${quoteName(table)} FOR SYSTEM_TIME AS OF \`o\`.\`__proctime\` AS \`d\``,
    `ON \`o\`.${quoteName(node.on)} = \`d\`.${quoteName(keyOf(access))}`,
  ].join('\n');
}

function keyOf({ stream }: StreamAccess): string {
  if (stream.schema.key === undefined) throw new TypeError(`the stream "${stream.name}" has no key`);
  return stream.schema.key;
}

function checkColumns({ node, pointer, columns }: DimensionInput): FieldError[] {
  const taken = new Set(columns);
  const errors: FieldError[] = taken.has(node.on)
    ? []
    : [{ pointer: `${pointer}/on`, reason: `"${node.input}" has no column "${node.on}"` }];
  for (const [index, { name }] of node.columns.entries()) {
    if (taken.has(name)) {
      errors.push({ pointer: `${pointer}/columns/${index}/name`, reason: `there already is a column "${name}"` });
    }
    taken.add(name);
  }
  return errors;
}
