// An answer of Druid SQL in whatever pieces it arrives.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSqlAnswer } from '#engines/druid/sql-answer.ts';

const HEADER = '["a","b"]\n["STRING","LONG"]\n["VARCHAR","BIGINT"]\n';
const ROWS = '["x\\n",1]\n["ü",9007199254740993]\n';

async function* pieces(text: string, cuts: number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((one, other) => one - other), bytes.length];
  for (const [index, end] of at.entries()) yield bytes.subarray(at[index - 1] ?? 0, end);
}
async function read(text: string, cuts: number[] = []) {
  const answer = await readSqlAnswer(pieces(text, cuts));
  const chunks = await collect(answer.rows);
  return { columns: answer.columns, rows: Buffer.concat(chunks).toString() };
}
const cutsOf = fc.array(fc.nat(), { maxLength: 12 });

describe('a complete answer', () => {
  test('has its columns and the bytes of its rows, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(cutsOf, async (cuts) => {
        expect(await read(`${HEADER}${ROWS}\n`, cuts)).toEqual({
          columns: [
            { name: 'a', sqlType: 'VARCHAR' },
            { name: 'b', sqlType: 'BIGINT' },
          ],
          rows: ROWS,
        });
      }),
    );
  });

  test('may have no rows', async () => {
    expect((await read(`${HEADER}\n`)).rows).toBe('');
  });
});

test('an answer without its last empty line is an error, wherever it stops and is cut', async () => {
  const complete = `${HEADER}${ROWS}\n`;
  await fc.assert(
    fc.asyncProperty(fc.nat(Buffer.from(complete).length - 1), cutsOf, async (length, cuts) => {
      const broken = Buffer.from(complete).subarray(0, length).toString('latin1');
      await expect(read(broken, cuts)).rejects.toThrow('druid stopped in the middle of its answer');
    }),
  );
});

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const collected: Value[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}
