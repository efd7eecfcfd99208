// The rows of a query as a typed table; times in ms, as Grafana has them.
import type { GrafanaTable } from '#schemas/grafana.ts';
import type { ColumnType, QueryResult } from '#schemas/query.ts';
import type * as z from 'zod';

const TYPES = {
  string: 'string',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  timestamp: 'time',
  other: 'other',
} as const satisfies Record<z.infer<typeof ColumnType>, GrafanaTable['columns'][number]['type']>;

export function toTable({ columns, rows }: QueryResult, refId: string | undefined): GrafanaTable {
  const times = new Set(columns.flatMap(({ type }, index) => (type === 'timestamp' ? [index] : [])));
  return {
    refId,
    type: 'table',
    columns: columns.map(({ name, type }) => ({ text: name, type: TYPES[type] })),
    rows: rows.map((row) => row.map((value, index) => (times.has(index) && value !== null ? toMs(value) : value))),
  };
}

const toMs = (value: unknown): number => Date.parse(String(value));
