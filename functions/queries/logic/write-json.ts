// A whole answer as one JSON text of the schema QueryResult, spliced from row bytes: rows are not parsed, so a BIGINT keeps its digits.
import type { Column } from '#schemas/query.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import type { Rows } from './limit-rows.ts';

const NEWLINE = 10;
const COMMA = 44;
const LARGEST_BYTES = 64 * 1024 * 1024;

export interface Answer {
  queryId: string;
  columns: Column[];
  rows: Rows;
}

/**
 * Holds all rows in memory: nothing is answered before Druid has answered in full.
 * @throws PlatformError query.invalid if they are larger than 64 MiB together; the query is then ended
 */
export async function writeJson({ queryId, columns, rows }: Answer): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let step = await rows.next();
  let bytes = 0;
  for (; step.done !== true; step = await rows.next()) {
    bytes += step.value.length;
    if (bytes > LARGEST_BYTES) {
      await rows.return({ rows: 0, truncated: true });
      throw tooLarge();
    }
    chunks.push(step.value);
  }
  const head = `{"queryId":${JSON.stringify(queryId)},"columns":${JSON.stringify(columns)},"rows":[`;
  return Buffer.concat([
    Buffer.from(head),
    joinLines(Buffer.concat(chunks)),
    Buffer.from(`],"truncated":${step.value.truncated}}`),
  ]);
}

function tooLarge(): PlatformError {
  const reason = 'the rows are larger than 64 MiB together: ask for less, or for NDJSON';
  return new PlatformError('query.invalid', reason, { errors: [{ pointer: '/limit', reason }] });
}

/** Lines with commas between them instead of a newline after each; JSON has no newline within a line. */
function joinLines(lines: Buffer): Buffer {
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) lines[at] = COMMA;
  return lines.subarray(0, Math.max(0, lines.length - 1));
}
