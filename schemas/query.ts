// Queries: structured ones over a model, and plain SQL; both answer typed columns and rows.
import * as z from 'zod';
import { durationBetween } from './duration.ts';
import { Filter } from './filter.ts';
import { FieldName, Name } from './name.ts';

export const TimeRange = z.union([
  z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }).describe('`from` is inside, `to` is not.'),
  z.strictObject({ last: durationBetween('PT0.001S', 'P36500D') }).describe('The time until now.'),
]);
export type TimeRange = z.infer<typeof TimeRange>;

const execution = {
  limit: z.int().min(1).max(5_000_000).default(1000).describe('Rows at most; over 100,000 only as NDJSON.'),
  timeout: durationBetween('PT0.1S', 'PT5M').default('PT30S'),
};

export const Query = z
  .strictObject({
    model: Name,
    measures: z.array(FieldName).min(1).max(100),
    dimensions: z.array(FieldName).max(50).default([]),
    filters: z.array(Filter).max(100).default([]).describe('All of them must hold.'),
    timeRange: TimeRange,
    granularity: z
      .union([
        z.literal('all'),
        z.enum(['PT1S', 'PT10S', 'PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'P1D', 'P7D']),
      ])
      .default('all')
      .describe('`all` is one row for each combination of dimensions; otherwise a first column `time` is added.'),
    orderBy: z
      .array(z.strictObject({ field: FieldName, direction: z.enum(['asc', 'desc']).default('asc') }))
      .max(20)
      .default([])
      .describe('Fields among time, dimensions and measures of this query; by default time, then the dimensions.'),
    ...execution,
  })
  .meta({ id: 'Query' });
export type Query = z.infer<typeof Query>;

export const SqlQuery = z
  .strictObject({
    sql: z.string().min(1).max(100_000).describe('One SELECT or WITH over models; `?` stands for a parameter.'),
    parameters: z
      .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .max(1000)
      .default([]),
    ...execution,
  })
  .meta({ id: 'SqlQuery' });
export type SqlQuery = z.infer<typeof SqlQuery>;

export const ColumnType = z.enum(['string', 'long', 'double', 'boolean', 'timestamp', 'other']);
export const Column = z.strictObject({ name: z.string(), type: ColumnType }).meta({ id: 'Column' });
export type Column = z.infer<typeof Column>;

export const QueryResult = z
  .strictObject({
    queryId: z.string(),
    columns: z.array(Column),
    rows: z.array(z.array(z.unknown())),
    truncated: z.boolean().describe('True if there were more rows than `limit`.'),
  })
  .meta({ id: 'QueryResult' });
export type QueryResult = z.infer<typeof QueryResult>;
