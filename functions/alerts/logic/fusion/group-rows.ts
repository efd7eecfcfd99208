// Numbers the groups of a table's rows by some of its columns, in the order in which they first come.
import type { CodedTable } from './coded-table.ts';

export interface RowGroups {
  count: number;
  /** The group of each row. */
  ids: Int32Array;
  /** The first row of each group. */
  firstRows: Int32Array;
}

/** Pairs are numbered in an array as long as it has not many more places than there are rows, in a map otherwise. */
const LEAST_ARRAY = 65_536;
const PLACES_PER_ROW = 16;

/** @param within groups to divide; undefined for all rows as one */
export function groupRows(table: CodedTable, names: Iterable<string>, within?: RowGroups): RowGroups {
  let groups = within ?? {
    count: Math.min(1, table.size),
    ids: new Int32Array(table.size),
    firstRows: new Int32Array(1),
  };
  for (const name of names) {
    const column = table.columns.get(name);
    if (column === undefined) throw new TypeError(`the table has no column ${name}`);
    groups = divide(groups, column.codes, column.dictionary.values.length);
  }
  return groups;
}

/** The buckets of a table's rows as groups. */
export const groupByBucket = (table: CodedTable): RowGroups =>
  divide(groupRows(table, []), table.buckets, (table.buckets.at(-1) ?? 0) + 1);

function divide({ count, ids }: RowGroups, codes: Int32Array, codeCount: number): RowGroups {
  const numbers = numbering(count * codeCount, ids.length);
  const divided = new Int32Array(ids.length);
  const firstRows: number[] = [];
  for (let row = 0; row < ids.length; row += 1) {
    const pair = (ids[row] ?? 0) * codeCount + (codes[row] ?? 0);
    let id = numbers.get(pair);
    if (id === undefined) {
      id = firstRows.push(row) - 1;
      numbers.set(pair, id);
    }
    divided[row] = id;
  }
  return { count: firstRows.length, ids: divided, firstRows: Int32Array.from(firstRows) };
}

interface Numbering {
  get: (pair: number) => number | undefined;
  set: (pair: number, id: number) => unknown;
}

function numbering(pairs: number, rows: number): Numbering {
  if (pairs > Math.max(LEAST_ARRAY, PLACES_PER_ROW * rows)) return new Map<number, number>();
  const ids = new Int32Array(pairs).fill(-1);
  return {
    get: (pair) => {
      const id = ids[pair];
      return id === -1 ? undefined : id;
    },
    set: (pair, id) => {
      ids[pair] = id;
    },
  };
}
