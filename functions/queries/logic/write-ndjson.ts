// An answer as lines of JSON while it arrives: {"queryId","columns"}, one array a row, {"rows","truncated"}. An answer that breaks off
// ends with {"error"} instead: whoever does not read a last line with `rows` does not have all rows.
import type { Answer } from './write-json.ts';

/** @param errorLine what to say of an error once the first line is out */
export async function* writeNdjson(
  { queryId, columns, rows }: Answer,
  errorLine: (error: unknown) => object,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield line({ queryId, columns });
  try {
    const { rows: count, truncated } = yield* rows;
    yield line({ rows: count, truncated });
  } catch (error) {
    yield line({ error: errorLine(error) });
  }
}

const line = (value: object): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
