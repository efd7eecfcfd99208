// Passes on the first rows of an answer as the bytes they came in, and counts them. Chunks may end anywhere in a line.
const NEWLINE = 10;

export interface RowCount {
  rows: number;
  /** There was at least one row more. */
  truncated: boolean;
}
export type Rows = AsyncGenerator<Buffer, RowCount, undefined>;

/** Reads `lines` to its end even when it is over the limit, so that an answer that breaks off is noticed. */
export async function* limitRows(lines: AsyncIterable<Buffer>, limit: number): Rows {
  let rows = 0;
  let truncated = false;
  for await (const chunk of lines) {
    if (rows === limit) {
      truncated = true;
      continue;
    }
    const { count, end } = countLines(chunk, limit - rows);
    rows += count;
    truncated = rows === limit && end < chunk.length;
    yield truncated ? chunk.subarray(0, end) : chunk;
  }
  return { rows, truncated };
}

/** @returns how many lines end in the chunk, `most` at most, and the offset behind the last of them */
function countLines(chunk: Buffer, most: number): { count: number; end: number } {
  let count = 0;
  let end = 0;
  while (count < most) {
    const newline = chunk.indexOf(NEWLINE, end);
    if (newline === -1) break;
    count += 1;
    end = newline + 1;
  }
  return { count, end };
}
