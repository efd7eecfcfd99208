// A stream source: the table, its good rows, and inserts for what cannot be read (dead letters) or comes too late.
import type { PlanStep } from '#schemas/compiled-plan.ts';
import { durationMs } from '#schemas/duration.ts';
import type { StreamSourceNode } from '#schemas/pipeline.ts';
import { topicsOf } from '#schemas/stream.ts';
import type { CompiledNode } from './compiled-node.ts';
import { SQL_TYPES, printTable } from './print-table.ts';
import { quoteInterval, quoteName, quoteNames, quoteText } from './quote.ts';
import { rejectTable } from './reject-table.ts';
import { connectionOptions, requiredFields } from './stream-access.ts';
import type { StreamAccess } from './stream-access.ts';

const IDLE_AFTER = '5 s';
const METADATA = [
  { name: '__error', type: 'STRING', metadata: 'value.error' },
  { name: '__raw', type: 'BYTES', metadata: 'value.raw' },
  { name: '__partition', type: 'INT', metadata: 'partition' },
  { name: '__offset', type: 'BIGINT', metadata: 'offset' },
  { name: '__timestamp', type: 'TIMESTAMP_LTZ(3)', metadata: 'timestamp' },
];
const ORIGIN = quoteNames(['__partition', '__offset', '__timestamp', '__raw']);

export interface SourceInput {
  pipeline: string;
  node: StreamSourceNode;
  access: StreamAccess;
  /** False if another source node of the pipeline already writes this stream's dead letters. */
  writesDeadLetters: boolean;
}

/** Dead letters carry the whole topic's bad records, so only one of several sources of a stream writes them. */
export function compileSource(source: SourceInput): CompiledNode {
  const { name: node, lateRows } = source.node;
  const { fields, eventTime } = source.access.stream.schema;
  const columns = fields.map(({ name }) => name);
  const isDivided = lateRows === 'divert' && eventTime !== undefined;
  const onTime = isDivided ? `\nWHERE ${printOnTime(quoteName(eventTime))}` : '';
  const steps: PlanStep[] = [
    { kind: 'table', node, name: tableOf(node), ddl: printSource(source) },
    ...(source.writesDeadLetters ? printDeadLetters(source) : []),
    view(node, goodOf(node), tableOf(node), `SELECT ${quoteNames(columns)}, ${ORIGIN}\n`, '\nWHERE `__error` IS NULL'),
    ...(isDivided ? printLate(source, eventTime) : []),
    view(node, node, goodOf(node), `SELECT ${quoteNames(columns)}\n`, onTime),
  ];
  return { steps, columns, errors: [] };
}

const tableOf = (node: string) => `${node}__source`;
const goodOf = (node: string) => `${node}__good`;

function view(node: string, name: string, input: string, select: string, where: string): PlanStep {
  return {
    kind: 'view',
    node,
    name,
    inputs: [input],
    query: `${select}FROM ${quoteName(input)}${where}`,
    fragments: [],
  };
}

function printSource({ pipeline, node, access }: SourceInput): string {
  const { stream } = access;
  const { fields, eventTime } = stream.schema;
  const required = requiredFields(access);
  const options = {
    connector: 'kafka',
    ...connectionOptions(access, topicsOf(stream.name).main),
    'properties.group.id': `millrace-${pipeline}.${node.name}`,
    'properties.isolation.level': 'read_committed',
    'scan.startup.mode': `${node.startFrom}-offset`,
    ...(eventTime === undefined ? {} : { 'scan.watermark.idle-timeout': IDLE_AFTER }),
    format: 'checked-json',
    ...(required.length === 0 ? {} : { 'checked-json.required': required.join(';') }),
    ...(stream.compacted ? { 'checked-json.skip-tombstones': 'true' } : {}),
  };
  const columns = [...fields.map(({ name, type }) => ({ name, type: SQL_TYPES[type] })), ...METADATA];
  const constraints = eventTime === undefined ? [] : [printWatermark(eventTime, durationMs(node.outOfOrderness))];
  return printTable({ name: tableOf(node.name), columns, constraints, options });
}

const printWatermark = (field: string, delayMs: number) =>
  `WATERMARK FOR ${quoteName(field)} AS ${quoteName(field)} - ${quoteInterval(delayMs)}`;

function printDeadLetters(source: SourceInput): PlanStep[] {
  const input = { table: tableOf(source.node.name), reason: '`__error`', where: '`__error` IS NOT NULL' };
  return printRejects(source, { suffix: 'dead-letter', topic: 'deadLetter', ...input });
}

/** A row at the watermark itself can already be too late for its window, so it counts as late. */
function printLate(source: SourceInput, eventTime: string): PlanStep[] {
  const time = quoteName(eventTime);
  const where = `${time} <= CURRENT_WATERMARK(${time})`;
  const input = { table: goodOf(source.node.name), reason: quoteText('late'), where };
  return printRejects(source, { suffix: 'late', topic: 'late', ...input });
}

const printOnTime = (time: string) => `CURRENT_WATERMARK(${time}) IS NULL OR ${time} > CURRENT_WATERMARK(${time})`;

interface Rejects {
  suffix: string;
  topic: 'deadLetter' | 'late';
  table: string;
  reason: string;
  where: string;
}

function printRejects({ pipeline, node, access }: SourceInput, rejects: Rejects): PlanStep[] {
  const name = `${node.name}__${rejects.suffix}`;
  const origin = quoteText(`pipeline:${pipeline}`);
  const query = `SELECT ${rejects.reason}, ${origin}, ${ORIGIN}\nFROM ${quoteName(rejects.table)}\nWHERE ${rejects.where}`;
  const step = order(node.name, name, query);
  return [rejectTable({ node: node.name, name, access, topic: topicsOf(access.stream.name)[rejects.topic] }), step];
}

const order = (node: string, table: string, query: string): PlanStep => ({ kind: 'insert', node, table, query });
