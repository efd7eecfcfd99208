// Gives the rows of an answer, parsed, one after the other: no more of them is in memory than a piece of the answer.
import * as z from 'zod';
import type { RowCount, Rows } from '#functions/queries/logic/limit-rows.ts';

const NEWLINE = 10;
const Lines = z.array(z.array(z.unknown()));

/** @returns how many there were, and whether there were more than the limit. Throws if the answer breaks off. */
export async function readRows(rows: Rows, take: (row: readonly unknown[]) => void): Promise<RowCount> {
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const step = await rows.next();
    if (step.done === true) return step.value;
    const end = step.value.lastIndexOf(NEWLINE);
    if (end === -1) {
      rest = Buffer.concat([rest, step.value]);
      continue;
    }
    const lines = Buffer.concat([rest, step.value.subarray(0, end)]);
    rest = step.value.subarray(end + 1);
    for (const row of parseLines(lines.toString('utf8'))) take(row);
  }
}

/** JSON has no newline within a line. */
const parseLines = (lines: string): readonly unknown[][] => Lines.parse(JSON.parse(`[${lines.replaceAll('\n', ',')}]`));
