// Reads an `arrayLines` answer of Druid SQL: three header lines, one JSON array a row, and an empty line at the very end.
// Rows are passed on as bytes, in the chunks they came in: nothing is parsed or copied.
import * as z from 'zod';
import { EngineError, toEngineError } from '../engine-error.ts';

const NEWLINE = 10;
const HEADER_LINES = 3;

export interface SqlAnswer {
  columns: SqlColumn[];
  /** Lines that each end with a newline; a chunk may end anywhere. Throws an EngineError if Druid stopped before the end. */
  rows: AsyncGenerator<Buffer, void, undefined>;
}
export interface SqlColumn {
  name: string;
  /** As Calcite says it: VARCHAR, BIGINT, DOUBLE, TIMESTAMP, OTHER ... */
  sqlType: string;
}

const Names = z.array(z.string());

export async function readSqlAnswer(body: AsyncIterable<Buffer>): Promise<SqlAnswer> {
  const chunks = body[Symbol.asyncIterator]();
  const { header, rest } = await readHeader(chunks);
  const [names, , sqlTypes] = header.map((line) => Names.parse(JSON.parse(line)));
  if (names === undefined || sqlTypes === undefined) throw incomplete();
  const columns = names.map((name, index) => ({ name, sqlType: sqlTypes[index] ?? 'OTHER' }));
  return { columns, rows: readRows(chunks, rest) };
}

async function readHeader(chunks: AsyncIterator<Buffer>): Promise<{ header: string[]; rest: Buffer }> {
  let read: Buffer = Buffer.alloc(0);
  for (;;) {
    const end = endOfHeader(read);
    if (end !== undefined) {
      const header = read.toString('utf8', 0, end).split('\n', HEADER_LINES);
      return { header, rest: read.subarray(end) };
    }
    const chunk = await next(chunks);
    if (chunk === undefined) throw incomplete();
    read = read.length === 0 ? chunk : Buffer.concat([read, chunk]);
  }
}

/** The offset behind the last header line. */
function endOfHeader(read: Buffer): number | undefined {
  let end = 0;
  for (let line = 0; line < HEADER_LINES; line += 1) {
    end = read.indexOf(NEWLINE, end) + 1;
    if (end === 0) return undefined;
  }
  return end;
}

/** JSON escapes newlines, so an empty line can only be the end. */
async function* readRows(chunks: AsyncIterator<Buffer>, rest: Buffer): AsyncGenerator<Buffer, void, undefined> {
  try {
    let isAtLineStart = true;
    let isComplete = false;
    for (let chunk: Buffer | undefined = rest; chunk !== undefined; chunk = await next(chunks)) {
      if (chunk.length === 0) continue;
      const endsLine = chunk.at(-1) === NEWLINE;
      isComplete = endsLine && (chunk.length === 1 ? isAtLineStart : chunk.at(-2) === NEWLINE);
      isAtLineStart = endsLine;
      const lines = isComplete ? chunk.subarray(0, -1) : chunk;
      if (lines.length > 0) yield lines;
    }
    if (!isComplete) throw incomplete();
  } finally {
    await chunks.return?.();
  }
}

async function next(chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  try {
    const { done, value } = await chunks.next();
    return done === true ? undefined : value;
  } catch (error) {
    throw toEngineError('druid', error);
  }
}

const incomplete = () => new EngineError('druid', 'failed', 'druid stopped in the middle of its answer');
