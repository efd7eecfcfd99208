// Exports: the whole answer of a query as a file, for answers that are too long to wait for.
import * as z from 'zod';
import { durationBetween } from './duration.ts';
import { Query, SqlQuery } from './query.ts';

/** Where a query that is answered at once would end early. */
const execution = {
  limit: z.int().min(1).max(5_000_000).default(5_000_000).describe('Rows at most.'),
  timeout: durationBetween('PT0.1S', 'PT5M').default('PT5M'),
};

export const ExportRequest = z
  .union([z.strictObject({ query: Query.extend(execution) }), z.strictObject({ sql: SqlQuery.extend(execution) })])
  .meta({ id: 'ExportRequest' });
export type ExportRequest = z.infer<typeof ExportRequest>;

export const Export = z
  .strictObject({
    id: z.string(),
    status: z.enum(['queued', 'running', 'done', 'failed']),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    bytes: z.int().nullable().describe('Of the file so far, compressed.'),
    rows: z.int().nullable().describe('Once it is done.'),
    truncated: z.boolean().nullable().describe('Whether there were more rows than `limit`.'),
    url: z
      .url()
      .nullable()
      .describe(
        'Where the file is, once it is done: gzip of NDJSON, as a query answers it. Of use for 15 minutes; ask again for another.',
      ),
    error: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'Export' });
export type Export = z.infer<typeof Export>;
