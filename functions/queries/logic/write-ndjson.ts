// An answer as lines of JSON while it arrives: {"queryId","columns"}, one array a row, {"rows","truncated"}. An answer that breaks off
// ends with {"error"} instead: whoever does not read a last line with `rows` does not have all rows.
import type { Rows } from './limit-rows.ts';
import type { Answer } from './write-json.ts';

const NEWLINE = 10;
const GATHERED_BYTES = 128 * 1024;

/** @param errorLine what to say of an error once the first line is out */
export async function* writeNdjson(
  { queryId, columns, rows }: Answer,
  errorLine: (error: unknown) => object,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield line({ queryId, columns });
  let isAtLineStart = true;
  try {
    const chunks = gather(rows);
    let step = await chunks.next();
    for (; step.done !== true; step = await chunks.next()) {
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

/** Fewer and larger chunks: each has its price in the streams behind. What was gathered before an error is still passed on. */
async function* gather(rows: Rows): Rows {
  let gathered: Buffer[] = [];
  let bytes = 0;
  const take = (): Buffer => {
    const all = Buffer.concat(gathered, bytes);
    gathered = [];
    bytes = 0;
    return all;
  };
  try {
    let step = await rows.next();
    for (; step.done !== true; step = await rows.next()) {
      gathered.push(step.value);
      bytes += step.value.length;
      if (bytes >= GATHERED_BYTES) yield take();
    }
    if (bytes > 0) yield take();
    return step.value;
  } catch (error) {
    if (bytes > 0) yield take();
    throw error;
  }
}

const line = (value: object): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
