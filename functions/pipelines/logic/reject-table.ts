// The table behind a dead-letter or late stream: records are the vocabulary's DeadLetter in JSON.
import type { PlanStep } from '#schemas/compiled-plan.ts';
import { printTable } from './print-table.ts';
import { connectionOptions } from './stream-access.ts';
import type { StreamAccess } from './stream-access.ts';

const COLUMNS = [
  { name: 'reason', type: 'STRING' },
  { name: 'source', type: 'STRING' },
  { name: 'partition', type: 'INT' },
  { name: 'offset', type: 'BIGINT' },
  { name: 'timestamp', type: 'TIMESTAMP_LTZ(3)' },
  { name: 'raw', type: 'BYTES' },
];

/** At least once: a repeated dead letter names the same partition and offset. */
export function rejectTable({
  node,
  name,
  access,
  topic,
}: {
  node: string;
  name: string;
  access: StreamAccess;
  topic: string;
}): PlanStep {
  const options = {
    connector: 'kafka',
    ...connectionOptions(access, topic),
    'properties.linger.ms': '5',
    'sink.delivery-guarantee': 'at-least-once',
    format: 'json',
    'json.timestamp-format.standard': 'ISO-8601',
  };
  return { kind: 'table', node, name, ddl: printTable({ name, columns: COLUMNS, options }) };
}
