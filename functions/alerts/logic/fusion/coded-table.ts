// A GROUP BY's answer in memory, column by column: dimensions as codes into the list of their values, partial aggregates as numbers.
import type { Dimension } from '#schemas/model.ts';
import { toPartial } from './partials.ts';
import type { FoldKind, Partial } from './partials.ts';

export interface CodedTable {
  size: number;
  /** Each row's bucket of the window grid, ascending. */
  buckets: Int32Array;
  columns: Map<string, CodedColumn>;
  partials: Map<string, PartialColumn>;
}
export interface CodedColumn {
  codes: Int32Array;
  dictionary: Dictionary;
}
/** Shared by all tables that come from one answer. */
export interface Dictionary {
  type: Dimension['type'];
  /** As labels: null, text, or a number's JSON. */
  values: (string | null)[];
  codeOf: Map<string | null, number>;
  /** What a filter says of each value, by the filter's key. */
  truths: Map<string, Uint8Array>;
}
export interface PartialColumn {
  fold: FoldKind;
  /** NaN stands for null. */
  values: Float64Array;
}

export interface TableLayout {
  dimensions: Dimension[];
  partials: Partial[];
  /** Where a row's bucket is found, from its first column in ms; undefined if there is no such column. */
  bucketOf: ((ms: number) => number) | undefined;
}

/** Rows are: the bucket's time in ms, if any; the dimensions; the partials. */
export function tableBuilder({ dimensions, partials, bucketOf }: TableLayout) {
  const buckets: number[] = [];
  const columns = dimensions.map(({ name, type }): Coding => ({ name, codes: [], dictionary: emptyDictionary(type) }));
  const values = partials.map((): number[] => []);
  const firstDimension = bucketOf === undefined ? 0 : 1;
  const firstPartial = firstDimension + dimensions.length;
  return {
    add: (row: readonly unknown[]): void => {
      buckets.push(bucketOf === undefined ? 0 : bucketOf(Number(row[0])));
      columns.forEach(({ codes, dictionary }, index) => codes.push(encode(dictionary, row[firstDimension + index])));
      values.forEach((column, index) => column.push(toPartial(row[firstPartial + index])));
    },
    build: (): CodedTable => {
      const order = orderOf(buckets);
      const codesOf = (codes: number[]) => Int32Array.from(order, (row) => codes[row] ?? 0);
      return {
        size: buckets.length,
        buckets: codesOf(buckets),
        columns: new Map(columns.map(({ name, codes, dictionary }) => [name, { codes: codesOf(codes), dictionary }])),
        partials: new Map(
          partials.map(({ key, fold }, index) => {
            const column = values[index] ?? [];
            return [key, { fold, values: Float64Array.from(order, (row) => column[row] ?? Number.NaN) }];
          }),
        ),
      };
    },
  };
}

interface Coding {
  name: string;
  codes: number[];
  dictionary: Dictionary;
}

const emptyDictionary = (type: Dimension['type']): Dictionary => ({
  type,
  values: [],
  codeOf: new Map(),
  truths: new Map(),
});

function encode({ values, codeOf }: Dictionary, value: unknown): number {
  const label = toLabel(value);
  const known = codeOf.get(label);
  if (known !== undefined) return known;
  codeOf.set(label, values.length);
  return values.push(label) - 1;
}

export function toLabel(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Rows by bucket; those of one bucket stay in their order. */
function orderOf(buckets: number[]): Int32Array {
  const order = Int32Array.from(buckets, (_, row) => row);
  const isSorted = buckets.every((bucket, row) => row === 0 || (buckets[row - 1] ?? 0) <= bucket);
  return isSorted ? order : order.sort((one, other) => (buckets[one] ?? 0) - (buckets[other] ?? 0) || one - other);
}
