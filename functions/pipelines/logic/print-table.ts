// Prints CREATE TEMPORARY TABLE from typed columns and connector options.
import type { FieldType } from '#schemas/stream.ts';
import { quoteName, quoteText } from './quote.ts';

/** What a stream's field is in Flink SQL. */
export const SQL_TYPES: Record<FieldType, string> = {
  string: 'STRING',
  boolean: 'BOOLEAN',
  int: 'INT',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  timestamp: 'TIMESTAMP_LTZ(3)',
};

export interface TableColumn {
  name: string;
  type: string;
  /** The connector's or format's key for it; such a column is only read. */
  metadata?: string;
}

export interface TableDescription {
  name: string;
  columns: readonly TableColumn[];
  /** WATERMARK or PRIMARY KEY, printed as they are. */
  constraints?: readonly string[];
  options: Readonly<Record<string, string>>;
}

export function printTable({ name, columns, constraints = [], options }: TableDescription): string {
  const lines = [...columns.map(printColumn), ...constraints].map((line) => `  ${line}`);
  const settings = Object.entries(options).map(([key, value]) => `  ${quoteText(key)} = ${quoteText(value)}`);
  return `CREATE TEMPORARY TABLE ${quoteName(name)} (\n${lines.join(',\n')}\n) WITH (\n${settings.join(',\n')}\n)`;
}

function printColumn({ name, type, metadata }: TableColumn): string {
  const suffix = metadata === undefined ? '' : ` METADATA FROM ${quoteText(metadata)} VIRTUAL`;
  return `${quoteName(name)} ${type}${suffix}`;
}
