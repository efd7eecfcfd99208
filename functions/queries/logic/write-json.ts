// A whole answer as one JSON text of the schema QueryResult, spliced from row bytes: rows are not parsed, so a BIGINT keeps its digits.
import type { Column } from '#schemas/query.ts';
import type { Rows } from './limit-rows.ts';

const NEWLINE = 10;
const COMMA = 44;

export interface Answer {
  queryId: string;
  columns: Column[];
  rows: Rows;
}

/** Holds all rows in memory: nothing is answered before Druid has answered in full. */
export async function writeJson({ queryId, columns, rows }: Answer): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let step = await rows.next();
  for (; step.done !== true; step = await rows.next()) chunks.push(step.value);
  const head = `{"queryId":${JSON.stringify(queryId)},"columns":${JSON.stringify(columns)},"rows":[`;
  return Buffer.concat([
    Buffer.from(head),
    joinLines(Buffer.concat(chunks)),
    Buffer.from(`],"truncated":${step.value.truncated}}`),
  ]);
}

/** Lines with commas between them instead of a newline after each; JSON has no newline within a line. */
function joinLines(lines: Buffer): Buffer {
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) lines[at] = COMMA;
  return lines.subarray(0, Math.max(0, lines.length - 1));
}
