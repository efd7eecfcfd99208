// The body of POST /v1/query and of POST /v1/sql, from options as typed.
import * as z from 'zod';
import { Query, SqlQuery } from '#schemas/query.ts';
import { flattenIssues } from './flatten-issues.ts';
import { parseFilter } from './parse-filter.ts';

export interface QueryOptions {
  model?: string | undefined;
  measures?: string[] | undefined;
  dimensions?: string[] | undefined;
  filter?: string[] | undefined;
  last?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  granularity?: string | undefined;
  'order-by'?: string[] | undefined;
  sql?: string | undefined;
  parameter?: string[] | undefined;
  limit?: string | undefined;
  timeout?: string | undefined;
}

export type BuiltQuery = { path: '/v1/query'; body: Query } | { path: '/v1/sql'; body: SqlQuery };

/** Throws an Error that names the option and the reason. */
export function buildQuery(options: QueryOptions): BuiltQuery {
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const foreign = given.filter((name) => (options.sql === undefined ? SQL_ONLY : MODEL_ONLY).includes(name));
  if (foreign.length > 0)
    throw new Error(`--${foreign[0]} does not go with ${options.sql === undefined ? 'a model' : '--sql'}`);
  if (options.sql !== undefined) return { path: '/v1/sql', body: parse(SqlQuery, sqlBody(options)) };
  if (options.model === undefined) throw new Error('give a --model with --measures, or --sql');
  return { path: '/v1/query', body: parse(Query, modelBody(options)) };
}

const SQL_ONLY = ['parameter'];
const MODEL_ONLY = ['model', 'measures', 'dimensions', 'filter', 'last', 'from', 'to', 'granularity', 'order-by'];

const executionOf = ({ limit, timeout }: QueryOptions) => ({
  limit: limit === undefined ? undefined : Number(limit),
  timeout,
});

function sqlBody(options: QueryOptions) {
  return { sql: options.sql, parameters: options.parameter?.map(parameterOf), ...executionOf(options) };
}

function modelBody(options: QueryOptions) {
  const { model, measures, dimensions, granularity, filter = [], from, to, last } = options;
  if (last !== undefined && (from ?? to) !== undefined) throw new Error('--last does not go with --from and --to');
  const timeRange = from === undefined && to === undefined ? { last: last ?? 'PT1H' } : { from, to };
  return {
    model,
    measures: listOf(measures),
    dimensions: listOf(dimensions),
    filters: filter.map(parseFilter),
    timeRange,
    granularity,
    orderBy: listOf(options['order-by']).map((field) =>
      field.startsWith('-') ? { field: field.slice(1), direction: 'desc' } : { field },
    ),
    ...executionOf(options),
  };
}

/** `--measures a,b --measures c` is a, b and c. */
const listOf = (texts: readonly string[] = []) => texts.flatMap((text) => text.split(',')).map((part) => part.trim());

/** JSON for a number, boolean, null or quoted text; anything else is a text. */
function parameterOf(text: string): unknown {
  const parsed = z.union([z.number(), z.boolean(), z.null(), z.string()]).safeParse(jsonOf(text));
  return parsed.success ? parsed.data : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const reasons = flattenIssues(parsed.error.issues).map(({ path, reason }) => `--${optionOf(path)}: ${reason}`);
  throw new Error(reasons.join('\n'));
}

/** The option that a place in the body comes from. */
function optionOf([field, inner]: readonly PropertyKey[]): string {
  return String(field === 'timeRange' ? (inner ?? 'last') : (OPTION_OF[String(field)] ?? field));
}

const OPTION_OF: Record<string, string> = { filters: 'filter', orderBy: 'order-by', parameters: 'parameter' };
