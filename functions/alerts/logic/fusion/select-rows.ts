// The rows of a table that meet a conjunction, ascending. Conditions on one dimension are judged once for each of its values.
import type { Filter, FilterValue } from '#schemas/filter.ts';
import type { CodedColumn, CodedTable, Dictionary } from './coded-table.ts';
import type { Conjunction, Part } from './conjunction.ts';
import { FALSE, TRUE, UNKNOWN, not, truthOf } from './truth.ts';
import type { Condition, Truth } from './truth.ts';

/** Rows by the code of a column: those of code c are rows[starts[c]] to rows[starts[c + 1]]. */
interface RowIndex {
  starts: Int32Array;
  rows: Int32Array;
}

export type RowSelector = (conjunction: Conjunction) => Int32Array;

export function rowSelector(table: CodedTable): RowSelector {
  const all = Int32Array.from({ length: table.size }, (_, row) => row);
  const indexes = new Map<string, RowIndex>();
  const selected = new Map<string, Int32Array>([['', all]]);
  const indexOf = (name: string, column: CodedColumn): RowIndex => {
    const known = indexes.get(name) ?? indexRows(column);
    indexes.set(name, known);
    return known;
  };
  const candidatesOf = ({ filter }: Part): Int32Array | undefined => {
    const values = listedValues(filter);
    if (values === undefined || !('dimension' in filter)) return undefined;
    const column = columnOf(table, filter.dimension);
    // Numbers that a double cannot hold apart are left to the test of each value.
    if (column.dictionary.type !== 'string') return undefined;
    const codes = new Set(values.map((value) => column.dictionary.codeOf.get(String(value))));
    return rowsOf(codes, indexOf(filter.dimension, column));
  };
  return (conjunction) => {
    const known = selected.get(conjunction.key);
    if (known !== undefined) return known;
    const rows = select(table, { conjunction, all, candidatesOf });
    selected.set(conjunction.key, rows);
    return rows;
  };
}

interface Selecting {
  conjunction: Conjunction;
  all: Int32Array;
  candidatesOf: (part: Part) => Int32Array | undefined;
}

/** Starts from the part that leaves the fewest rows and tests them for the others. */
function select(table: CodedTable, { conjunction, all, candidatesOf }: Selecting): Int32Array {
  let [rows, done]: [Int32Array, Part | undefined] = [all, undefined];
  for (const part of conjunction.parts) {
    const candidates = candidatesOf(part);
    if (candidates !== undefined && candidates.length < rows.length) [rows, done] = [candidates, part];
  }
  for (const part of conjunction.parts) {
    if (part !== done && rows.length > 0) rows = keepRows(table, rows, part);
  }
  return rows;
}

const MOST_LISTED = 100;

/** Of `=` and short `in`: their rows are looked up, not searched. */
function listedValues(filter: Filter): FilterValue[] | undefined {
  if (!('operator' in filter)) return undefined;
  if (filter.operator === '=') return [filter.value];
  return filter.operator === 'in' && filter.values.length <= MOST_LISTED ? filter.values : undefined;
}

function rowsOf(codes: Set<number | undefined>, { starts, rows }: RowIndex): Int32Array {
  const found = [...codes].flatMap((code) =>
    code === undefined ? [] : [rows.subarray(starts[code], starts[code + 1])],
  );
  const [first = new Int32Array(0), ...others] = found;
  if (others.length === 0) return first;
  const joined = new Int32Array(found.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const some of found) {
    joined.set(some, at);
    at += some.length;
  }
  return joined.sort();
}

function keepRows(table: CodedTable, rows: Int32Array, { key, filter, dimensions }: Part): Int32Array {
  const [first = '', second] = dimensions;
  if (second !== undefined) {
    const truth = rowTruth(table, filter);
    return rows.filter((row) => truth(row) === TRUE);
  }
  const { codes, dictionary } = columnOf(table, first);
  const truths = truthsOf(dictionary, key, filter);
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    if (truths[codes[row] ?? 0] !== TRUE) continue;
    kept[count] = row;
    count += 1;
  }
  return kept.subarray(0, count);
}

function rowTruth(table: CodedTable, filter: Filter): (row: number) => Truth {
  return judge(filter, (condition) => {
    const { codes, dictionary } = columnOf(table, condition.dimension);
    const truths = truthsOf(dictionary, JSON.stringify(condition), condition);
    return (row: number) => asTruth(truths[codes[row] ?? 0]);
  });
}

function truthsOf(dictionary: Dictionary, key: string, filter: Filter): Uint8Array {
  const known = dictionary.truths.get(key);
  if (known !== undefined) return known;
  const { type, values } = dictionary;
  const truth = judge(filter, (condition) => truthOf(condition, type));
  const truths = Uint8Array.from(values, (value) => truth(value === null || type === 'string' ? value : Number(value)));
  dictionary.truths.set(key, truths);
  return truths;
}

/** A filter's truth from that of its conditions. */
function judge<Place>(
  filter: Filter,
  conditionTruth: (condition: Condition) => (place: Place) => Truth,
): (place: Place) => Truth {
  if ('and' in filter) return least(filter.and.map((one) => judge(one, conditionTruth)));
  if ('or' in filter) {
    const truths = filter.or.map((one) => judge(one, conditionTruth));
    const none = least(truths.map((truth) => (place: Place) => not(truth(place))));
    return (place) => not(none(place));
  }
  if ('not' in filter) {
    const truth = judge(filter.not, conditionTruth);
    return (place) => not(truth(place));
  }
  return conditionTruth(filter);
}

const least =
  <Place>(truths: ((place: Place) => Truth)[]) =>
  (place: Place): Truth => {
    let found: Truth = TRUE;
    for (const truth of truths) {
      const next = truth(place);
      if (next < found) found = next;
      if (found === FALSE) break;
    }
    return found;
  };

const asTruth = (value: number | undefined): Truth => (value === TRUE ? TRUE : value === UNKNOWN ? UNKNOWN : FALSE);

function columnOf(table: CodedTable, name: string): CodedColumn {
  const column = table.columns.get(name);
  if (column === undefined) throw new TypeError(`the table has no column ${name}`);
  return column;
}

function indexRows({ codes, dictionary }: CodedColumn): RowIndex {
  const starts = new Int32Array(dictionary.values.length + 1);
  for (const code of codes) starts[code + 1] = (starts[code + 1] ?? 0) + 1;
  for (let code = 1; code < starts.length; code += 1) starts[code] = (starts[code] ?? 0) + (starts[code - 1] ?? 0);
  const next = starts.slice();
  const rows = new Int32Array(codes.length);
  codes.forEach((code, row) => {
    const at = next[code] ?? 0;
    rows[at] = row;
    next[code] = at + 1;
  });
  return { starts, rows };
}
