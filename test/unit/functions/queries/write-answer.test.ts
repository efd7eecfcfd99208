// Rows become JSON or lines without being parsed.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitRows } from '#functions/queries/logic/limit-rows.ts';
import { writeJson } from '#functions/queries/logic/write-json.ts';
import { writeNdjson } from '#functions/queries/logic/write-ndjson.ts';

async function* chunked(lines: string[], size: number, failure?: Error): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
  if (failure !== undefined) throw failure;
}
const answerOf = (
  lines: string[],
  { limit = 100, size = 7, failure }: { limit?: number; size?: number; failure?: Error } = {},
) => ({
  queryId: 'q',
  columns: [{ name: 'n', type: 'long' as const }],
  rows: limitRows(chunked(lines, size, failure), limit),
});
const numbersFrom = (count: number) => Array.from({ length: count }, (_, index) => `[${index}]`);

describe('JSON', () => {
  test('holds the first rows up to the limit and says whether there were more, however they arrive', async () => {
    const cases = fc.record({
      count: fc.nat(30),
      limit: fc.integer({ min: 1, max: 30 }),
      size: fc.integer({ min: 1, max: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ count, limit, size }) => {
        const text = (await writeJson(answerOf(numbersFrom(count), { limit, size }))).toString();
        expect(JSON.parse(text)).toEqual({
          queryId: 'q',
          columns: [{ name: 'n', type: 'long' }],
          rows: Array.from({ length: Math.min(count, limit) }, (_, index) => [index]),
          truncated: count > limit,
        });
      }),
    );
  });

  test('keeps every digit', async () => {
    const text = (await writeJson(answerOf(['[9007199254740993]']))).toString();
    expect(text).toContain('"rows":[[9007199254740993]]');
  });

  test('is not written when the rows break off', async () => {
    const failure = new Error('broken');
    await expect(writeJson(answerOf(['[1]'], { failure }))).rejects.toThrow('broken');
    await expect(writeJson(answerOf(['[1]', '[2]'], { limit: 1, failure }))).rejects.toThrow('broken');
  });
});

describe('lines', () => {
  const linesOf = async (answer: ReturnType<typeof answerOf>) =>
    Buffer.concat(await collect(writeNdjson(answer, (error) => ({ detail: String(error) }))))
      .toString()
      .split('\n');

  test('are the columns, the rows, and how many there were', async () => {
    expect(await linesOf(answerOf(['[1]', '[2]', '[3]'], { limit: 2 }))).toEqual([
      '{"queryId":"q","columns":[{"name":"n","type":"long"}]}',
      '[1]',
      '[2]',
      '{"rows":2,"truncated":true}',
      '',
    ]);
  });

  test('end with an error, and without a count, when the rows break off', async () => {
    const lines = await linesOf(answerOf(['[1]'], { failure: new Error('broken') }));
    expect(lines.slice(1)).toEqual(['[1]', '{"error":{"detail":"Error: broken"}}', '']);
    const cut = await linesOf({ ...answerOf([]), rows: limitRows(brokenRow(), 5) });
    expect(cut.slice(1)).toEqual(['[1,"a', '{"error":{"detail":"Error: broken"}}', '']);
  });
});

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const collected: Value[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

async function* brokenRow(): AsyncGenerator<Buffer> {
  yield Buffer.from('[1,"a');
  throw new Error('broken');
}
