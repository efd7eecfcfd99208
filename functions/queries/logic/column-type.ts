// Druid's SQL types as the types of an answer's columns.
import type { ColumnType } from '#schemas/query.ts';
import type * as z from 'zod';

const TYPES: Record<string, z.infer<typeof ColumnType>> = {
  VARCHAR: 'string',
  CHAR: 'string',
  TINYINT: 'long',
  SMALLINT: 'long',
  INTEGER: 'long',
  BIGINT: 'long',
  FLOAT: 'double',
  REAL: 'double',
  DOUBLE: 'double',
  DECIMAL: 'double',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'timestamp',
  DATE: 'timestamp',
};

/** Arrays, intervals and sketches are `other`. */
export const columnType = (sqlType: string): z.infer<typeof ColumnType> => TYPES[sqlType] ?? 'other';
