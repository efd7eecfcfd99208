// Folds a table onto fewer dimensions; buckets stay apart.
import type { CodedTable, PartialColumn } from './coded-table.ts';
import { groupByBucket, groupRows } from './group-rows.ts';
import type { RowGroups } from './group-rows.ts';
import type { FoldKind } from './partials.ts';

/** Partials that cannot be folded are left out. */
export function projectTable(table: CodedTable, dimensions: readonly string[]): CodedTable {
  const groups = groupRows(table, dimensions, groupByBucket(table));
  const take = (codes: Int32Array) => groups.firstRows.map((row) => codes[row] ?? 0);
  const columns: CodedTable['columns'] = new Map();
  for (const name of dimensions) {
    const column = table.columns.get(name);
    if (column !== undefined) columns.set(name, { codes: take(column.codes), dictionary: column.dictionary });
  }
  const partials: CodedTable['partials'] = new Map();
  for (const [key, column] of table.partials) {
    if (column.fold !== 'single') partials.set(key, foldColumn(column, groups));
  }
  return { size: groups.count, buckets: take(table.buckets), columns, partials };
}

function foldColumn({ fold, values }: PartialColumn, { count, ids }: RowGroups): PartialColumn {
  const folded = new Float64Array(count).fill(Number.NaN);
  for (let row = 0; row < ids.length; row += 1)
    foldInto(folded, ids[row] ?? 0, { fold, value: values[row] ?? Number.NaN });
  return { fold, values: folded };
}

/** NaN is nothing. */
export function foldInto(folded: Float64Array, at: number, { fold, value }: { fold: FoldKind; value: number }): void {
  if (Number.isNaN(value)) return;
  const before = folded[at] ?? Number.NaN;
  folded[at] = Number.isNaN(before) ? value : foldPair(fold, before, value);
}

function foldPair(fold: FoldKind, one: number, other: number): number {
  switch (fold) {
    case 'sum':
      return one + other;
    case 'min':
      return Math.min(one, other);
    case 'max':
      return Math.max(one, other);
    case 'single':
      throw new TypeError('a sketch of two rows cannot be had from their values');
    default:
      throw new TypeError(`unknown fold ${JSON.stringify(fold satisfies never)}`);
  }
}
