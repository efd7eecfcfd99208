// Runs an export once: Druid's rows go through gzip into the bucket as they arrive.
import { Readable, Transform, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Export } from '#schemas/export.ts';
import type { Context } from '#functions/platform/context.ts';
import { toPlatformError } from '#functions/platform/errors.ts';
import { exportKey } from '../logic/export-key.ts';
import type { Answer } from '../logic/write-json.ts';
import { writeNdjson } from '../logic/write-ndjson.ts';
import type { RowCount } from '../logic/limit-rows.ts';
import { exportStore } from '../store.ts';
import type { KeptExport } from '../store.ts';
import { openQuery } from './open-query.ts';
import { openSql } from './open-sql.ts';

/** How often it shows that it goes on. */
const SEEN_EVERY_MS = 3_000;

/** Does nothing if somebody else runs it or it is over. What goes wrong is kept as its error. @throws EngineError dynamodb */
export async function runExport(context: Context, id: string): Promise<void> {
  const store = exportStore(context.table);
  const kept = await store.get(id);
  if (kept === undefined) return;
  const at = (change: Partial<KeptExport['export']>): KeptExport => ({
    ...kept,
    export: { ...kept.export, status: 'running', ...change },
    seenAt: context.now().toISOString(),
  });
  if (!(await store.move(at({}), 'queued'))) return;
  const written = { bytes: 0 };
  const seen = setInterval(() => {
    store
      .move(at({ bytes: written.bytes }), 'running')
      .catch((error: unknown) => context.log.error('export.not-seen', error));
  }, SEEN_EVERY_MS);
  const ended = await writeFile(context, kept, written).catch((error: unknown): Pick<Export, 'status' | 'error'> =>
    failureOf(context, id, error),
  );
  clearInterval(seen);
  await store.move(at({ ...ended, bytes: written.bytes, finishedAt: context.now().toISOString() }), 'running');
}

function failureOf(context: Context, id: string, error: unknown): Pick<Export, 'status' | 'error'> {
  const { code, message: detail } = toPlatformError(error);
  context.log.error('export.failed', error, { export: id, code });
  return { status: 'failed', error: { code, detail } };
}

/** @param written counts bytes while they are written. @throws what the query or the bucket throws; there is no file then */
async function writeFile(
  context: Context,
  { export: { id }, request, caller }: KeptExport,
  written: { bytes: number },
) {
  const signal = undefined;
  const answer =
    'query' in request
      ? await openQuery(context, caller, { query: request.query, signal })
      : await openSql(context, caller, { query: request.sql, signal });
  const counted = countRows(answer);
  const count = new Transform({
    transform: (chunk: Buffer, _, done) => {
      written.bytes += chunk.length;
      done(null, chunk);
    },
  });
  let broken: unknown;
  const lines = writeNdjson(counted.answer, (error) => {
    broken = error;
    throw error;
  });
  const file = pipeline(Readable.from(lines, { objectMode: false }), createGzip(), count, () => undefined);
  await context.s3.upload(exportKey(id), file, 'application/gzip').catch((error: unknown) => {
    throw broken ?? error;
  });
  return { status: 'done' as const, error: null, ...counted.count() };
}

/** The same answer, which tells at its end how many rows there were. */
function countRows({ rows, ...answer }: Answer) {
  let counted: RowCount | undefined;
  const watched = async function* () {
    counted = yield* rows;
    return counted;
  };
  return {
    answer: { ...answer, rows: watched() },
    count: (): RowCount => {
      if (counted === undefined) throw new TypeError('the rows were not read to their end');
      return counted;
    },
  };
}
