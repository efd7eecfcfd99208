// millrace query: a structured query over a model, or SQL.
import * as z from 'zod';
import { QueryResult } from '#schemas/query.ts';
import type { BuiltQuery } from '../logic/build-query.ts';
import { readJson, readText } from '../api-client.ts';
import { buildQuery } from '../logic/build-query.ts';
import { formatTable } from '../logic/format-table.ts';
import { saveExport } from '../save-export.ts';
import type { Invocation } from '../command.ts';
import { UsageError, defineCommand } from '../command.ts';

const Result = z.looseObject(QueryResult.shape);
const EXPORT_TIMEOUT_MS = 330_000;

const options = {
  model: { type: 'string', short: 'm', value: 'MODEL', description: 'The model to ask.' },
  measures: { type: 'string', multiple: true, value: 'A,B', description: 'Its measures.' },
  dimensions: { type: 'string', multiple: true, value: 'A,B', description: 'Dimensions to group by.' },
  filter: {
    type: 'string',
    multiple: true,
    value: 'FILTER',
    description: 'Such as origin=JFK; may be repeated: all must hold.',
  },
  last: { type: 'string', value: 'DURATION', description: 'The time until now; PT1H if no time is given.' },
  from: { type: 'string', value: 'TIME', description: 'From this time (RFC 3339) on; with --to.' },
  to: { type: 'string', value: 'TIME', description: 'Until before this time.' },
  granularity: { type: 'string', value: 'DURATION', description: 'One row for each PT1S, PT1M, PT5M, PT1H, P1D, ...' },
  'order-by': { type: 'string', multiple: true, value: 'A,-B', description: 'Fields to order by; - for descending.' },
  sql: { type: 'string', value: 'SQL', description: 'One SELECT or WITH over models, with ? for parameters.' },
  parameter: { type: 'string', multiple: true, value: 'VALUE', description: 'The value of the next ? in the SQL.' },
  limit: { type: 'string', value: 'ROWS', description: 'Rows at most; 1000 if not given.' },
  timeout: { type: 'string', value: 'DURATION', description: 'PT30S if not given.' },
  json: { type: 'boolean', description: 'Print the whole answer as JSON.' },
  ndjson: { type: 'boolean', description: 'Print rows as they come, one JSON a line: for large results.' },
  out: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    description:
      'Have all rows written to a file (gzip of NDJSON) and save it; up to 5,000,000 if there is no --limit.',
  },
} as const;

export const query = defineCommand({
  name: 'query',
  summary: 'Ask a model, or run SQL',
  usage: '--model <model> --measures <a,b> [options] | --sql <sql> [options]',
  options,
  examples: [
    'millrace query --model flights --measures flights,delay_mean --dimensions origin_state --order-by -delay_mean --limit 20',
    'millrace query --model flights --measures flights --granularity PT5M --last PT1H --filter origin=JFK',
    'millrace query --sql "SELECT * FROM flights" --out flights.ndjson.gz',
    'millrace query --sql "SELECT origin, SUM(flights) AS n FROM flights WHERE origin = ? GROUP BY origin" --parameter JFK',
  ],
  notes: `Filters: =, !=, <, <=, >, >=, like, not like, in, not in, is null, is not null: "origin in JFK,LGA", "origin_state is null".
A bare number is a number; quotes make it a text: "zip='00501'".`,
  positionals: { least: 0, most: 0 },
  run: async (invocation) => {
    const { json, ndjson, out } = invocation.values;
    if ([json === true, ndjson === true, out !== undefined].filter(Boolean).length > 1) {
      throw new UsageError('choose one of --json, --ndjson and --out');
    }
    const built = queryOf(invocation.values);
    if (out !== undefined) await saveFile(invocation, built, out);
    else await (ndjson === true ? printStream(invocation, built) : printAnswer(invocation, built));
    return 0;
  },
});

type QueryInvocation = Invocation<typeof options>;

function queryOf(values: QueryInvocation['values']): BuiltQuery {
  try {
    return buildQuery(values);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function printStream({ terminal, api }: QueryInvocation, { path, body }: BuiltQuery): Promise<void> {
  const headers = { accept: 'application/x-ndjson' };
  const answer = await api.request('POST', path, { body, headers, timeoutMs: EXPORT_TIMEOUT_MS });
  for await (const chunk of readText(answer)) await terminal.write(chunk);
}

/** What is not given has other defaults than in a query that is answered at once. */
async function saveFile({ terminal, api, values }: QueryInvocation, { path, body }: BuiltQuery, file: string) {
  const { limit, timeout, ...asked } = body;
  const execution = {
    ...(values.limit === undefined ? {} : { limit }),
    ...(values.timeout === undefined ? {} : { timeout }),
  };
  const request = { [path === '/v1/sql' ? 'sql' : 'query']: { ...asked, ...execution } };
  await saveExport({ api, terminal, request, file });
}

async function printAnswer({ terminal, api, values }: QueryInvocation, { path, body }: BuiltQuery): Promise<void> {
  const answer = await api.request('POST', path, { body, timeoutMs: EXPORT_TIMEOUT_MS });
  const result = await readJson(answer);
  if (values.json === true) return terminal.write(`${JSON.stringify(result, null, 2)}\n`);
  const { columns, rows, truncated } = Result.parse(result);
  const titles = columns.map(({ name, type }) => ({
    title: name,
    align: isNumber(type) ? ('right' as const) : ('left' as const),
  }));
  await terminal.write(
    formatTable(
      titles,
      rows.map((row) => row.map(shorten)),
    ),
  );
  terminal.note(truncated ? `the first ${rows.length} rows; there are more: raise --limit` : `${rows.length} rows`);
}

const isNumber = (type: string) => type === 'long' || type === 'double';

/** Enough of a fraction for people; --json has all of it. */
function shorten(value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  return Number(value.toFixed(Math.abs(value) < 1 ? 7 : 3));
}
