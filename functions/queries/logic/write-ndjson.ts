// An answer as lines of JSON while it arrives: {"queryId","columns"}, one array a row, {"rows","truncated"}. An answer that breaks off
// ends with {"error"} instead: whoever does not read a last line with `rows` does not have all rows.
import type { Answer } from './write-json.ts';

const NEWLINE = 10;

/** @param errorLine what to say of an error once the first line is out */
export async function* writeNdjson(
  { queryId, columns, rows }: Answer,
  errorLine: (error: unknown) => object,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield line({ queryId, columns });
  let isAtLineStart = true;
  try {
    let step = await rows.next();
    for (; step.done !== true; step = await rows.next()) {
      isAtLineStart = step.value.at(-1) === NEWLINE;
      yield step.value;
    }
    yield line(step.value);
  } catch (error) {
    if (!isAtLineStart) yield Buffer.from('\n');
    yield line({ error: errorLine(error) });
  } finally {
    await rows.return({ rows: 0, truncated: true });
  }
}

const line = (value: object): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
