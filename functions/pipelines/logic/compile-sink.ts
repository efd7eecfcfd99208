// A stream sink: exactly the stream's fields, by name. Rows that lack a required field become the stream's dead letters.
import type { PlanStep } from '#schemas/compiled-plan.ts';
import type { StreamSinkNode } from '#schemas/pipeline.ts';
import type { FieldError } from '#schemas/problem.ts';
import { topicsOf } from '#schemas/stream.ts';
import type { Field } from '#schemas/stream.ts';
import type { CompiledNode } from './compiled-node.ts';
import { SQL_TYPES, printTable } from './print-table.ts';
import { quoteName, quoteText } from './quote.ts';
import { rejectTable } from './reject-table.ts';
import { connectionOptions, requiredFields } from './stream-access.ts';
import type { StreamAccess } from './stream-access.ts';

/** Below the broker's `transaction.max.timeout.ms` (15 minutes): what is not committed by then is lost. */
const TRANSACTION_TIMEOUT_MS = 840_000;

export interface SinkInput {
  pipeline: string;
  node: StreamSinkNode;
  pointer: string;
  access: StreamAccess;
  /** The input's columns. */
  columns: readonly string[];
}

export function compileSink(input: SinkInput): CompiledNode {
  const { name: node } = input.node;
  const table = `${node}__sink`;
  const steps: PlanStep[] = [
    { kind: 'table', node, name: table, ddl: printSink(input, table) },
    { kind: 'insert', node, table, query: printInsert(input) },
    ...printIncomplete(input),
  ];
  return { steps, columns: [], errors: checkColumns(input) };
}

function printSink({ pipeline, node, access }: SinkInput, name: string): string {
  const { fields, key } = access.stream.schema;
  const columns = fields.map((field) => ({ name: field.name, type: SQL_TYPES[field.type] }));
  const options = {
    connector: 'kafka',
    ...connectionOptions(access, topicsOf(access.stream.name).main),
    'properties.linger.ms': '5',
    ...deliveryOptions(pipeline, node),
    ...(key === undefined ? {} : { 'key.format': 'raw', 'key.fields': '__key', 'value.fields-include': 'EXCEPT_KEY' }),
    'value.format': 'json',
    'value.json.timestamp-format.standard': 'ISO-8601',
  };
  const keyColumn = key === undefined ? [] : [{ name: '__key', type: 'STRING' }];
  return printTable({ name, columns: [...keyColumn, ...columns], options });
}

function deliveryOptions(pipeline: string, { name, delivery }: StreamSinkNode): Record<string, string> {
  if (delivery === 'at-least-once') return { 'sink.delivery-guarantee': delivery };
  return {
    'sink.delivery-guarantee': delivery,
    'sink.transactional-id-prefix': `millrace-${pipeline}.${name}`,
    'properties.transaction.timeout.ms': String(TRANSACTION_TIMEOUT_MS),
  };
}

function printInsert(input: SinkInput): string {
  const { schema } = input.access.stream;
  const present = new Set(input.columns);
  const values = schema.fields.map(({ name, type }) =>
    present.has(name) ? quoteName(name) : `CAST(NULL AS ${SQL_TYPES[type]})`,
  );
  const key = schema.fields.find(({ name }) => name === schema.key);
  const columns =
    key === undefined ? values : [present.has(key.name) ? printKey(key) : 'CAST(NULL AS STRING)', ...values];
  const conditions = requiredFields(input.access).map((name) => `${quoteName(name)} IS NOT NULL`);
  const where = conditions.length === 0 ? '' : `\nWHERE ${conditions.join(' AND ')}`;
  return `SELECT ${columns.join(', ')}\nFROM ${quoteName(input.node.input)}${where}`;
}

/** The key's text as it stands in JSON, so that equal keys meet in one partition whoever wrote them. */
function printKey({ name, type }: Field): string {
  const column = quoteName(name);
  if (type === 'string') return column;
  if (type === 'timestamp') return `DATE_FORMAT(${column}, ${quoteText("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")})`;
  return type === 'boolean' ? `LOWER(CAST(${column} AS STRING))` : `CAST(${column} AS STRING)`;
}

/** There are no original bytes here: `raw` is the row as JSON. */
function printIncomplete({ pipeline, node, access, columns }: SinkInput): PlanStep[] {
  const required = requiredFields(access);
  if (required.length === 0) return [];
  const name = `${node.name}__dead-letter`;
  const reasons = required.map(
    (field) => `WHEN ${quoteName(field)} IS NULL THEN ${quoteText(`field '${field}' is required`)}`,
  );
  const entries = columns.map((column) => `KEY ${quoteText(column)} VALUE ${quoteName(column)}`);
  const query = [
    `SELECT CASE ${reasons.join(' ')} END, ${quoteText(`pipeline:${pipeline}`)}, CAST(NULL AS INT), CAST(NULL AS BIGINT),`,
    `  CURRENT_TIMESTAMP, ENCODE(JSON_OBJECT(${entries.join(', ')}), 'UTF-8')`,
    `FROM ${quoteName(node.input)}`,
    `WHERE ${required.map((field) => `${quoteName(field)} IS NULL`).join(' OR ')}`,
  ].join('\n');
  return [
    rejectTable({ node: node.name, name, access, topic: topicsOf(access.stream.name).deadLetter }),
    { kind: 'insert', node: node.name, table: name, query },
  ];
}

function checkColumns({ node, pointer, access, columns }: SinkInput): FieldError[] {
  const { stream } = access;
  const fields = new Set(stream.schema.fields.map(({ name }) => name));
  const present = new Set(columns);
  const extra = columns
    .filter((name) => !fields.has(name))
    .map((name) => `the column "${name}" of "${node.input}" is no field of the stream "${stream.name}"`);
  const missing = requiredFields(access)
    .filter((name) => !present.has(name))
    .map((name) => `"${node.input}" has no column "${name}", which the stream "${stream.name}" requires`);
  return [...extra, ...missing].map((reason) => ({ pointer: `${pointer}/input`, reason }));
}
