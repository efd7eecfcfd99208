// Answers many asks from one table. Each is folded on the smallest projection that has its dimensions; projections, selections of rows
// and groups are made once and shared.
import type { Labels } from '#schemas/alerts/incident.ts';
import { combineOperands } from '../expression-operands.ts';
import type { MeasuredSeries } from './ask.ts';
import type { CodedTable } from './coded-table.ts';
import { groupRows } from './group-rows.ts';
import { finishMeasure, partialsOf } from './partials.ts';
import { foldInto, projectTable } from './project-table.ts';
import type { ResolvedAsk, Term } from './resolve-ask.ts';
import { rowSelector } from './select-rows.ts';
import type { RowSelector } from './select-rows.ts';
import type { BucketGrid } from './bucket-grid.ts';

/** What a table says of each ask, by window end; windows without rows are left out. */
export type Folded = (ask: ResolvedAsk) => Map<number, MeasuredSeries[]>;

/** @param isExact whether the table's rows are to be used as they are, since sketches cannot be folded */
export function foldAsks(table: CodedTable, grid: BucketGrid, isExact: boolean): Folded {
  const views = new Map<string, View>();
  const whole = [...table.columns.keys()].toSorted();
  const viewOf = (ask: ResolvedAsk): View => {
    const dimensions = isExact ? whole : [...ask.dimensions].toSorted();
    const key = dimensions.join();
    const known = views.get(key);
    if (known !== undefined) return known;
    const isWhole = dimensions.length === whole.length;
    const view = makeView(isWhole ? table : projectTable(parentOf(views, dimensions)?.table ?? table, dimensions));
    views.set(key, view);
    return view;
  };
  return (ask) => answer(viewOf(ask), ask, grid);
}

/** The smallest projection so far that holds the dimensions. */
function parentOf(views: Map<string, View>, dimensions: string[]): View | undefined {
  let found: View | undefined;
  for (const view of views.values()) {
    const holds = dimensions.every((name) => view.table.columns.has(name));
    if (holds && (found === undefined || view.table.size < found.table.size)) found = view;
  }
  return found;
}

interface View {
  table: CodedTable;
  select: RowSelector;
  groupsOf: (groupBy: string[]) => Groups;
}
interface Groups {
  ids: Int32Array;
  labels: Labels[];
  /** The place of a group among those of the window at hand; -1 for none. */
  places: Int32Array;
}

function makeView(table: CodedTable): View {
  const known = new Map<string, Groups>();
  const groupsOf = (groupBy: string[]): Groups => {
    const key = groupBy.join();
    const groups = known.get(key) ?? makeGroups(table, groupBy);
    known.set(key, groups);
    return groups;
  };
  return { table, select: rowSelector(table), groupsOf };
}

function makeGroups(table: CodedTable, groupBy: string[]): Groups {
  const { count, ids, firstRows } = groupRows(table, groupBy);
  const labelOf = (row: number, name: string): [string, string | null] => {
    const column = table.columns.get(name);
    return [name, column?.dictionary.values[column.codes[row] ?? 0] ?? null];
  };
  const labels = Array.from({ length: count }, (_, id) =>
    Object.fromEntries(groupBy.map((name) => labelOf(firstRows[id] ?? 0, name))),
  );
  return { ids, labels, places: new Int32Array(count).fill(-1) };
}

function answer(view: View, ask: ResolvedAsk, grid: BucketGrid): Map<number, MeasuredSeries[]> {
  const windows = new Map<number, MeasuredSeries[]>();
  const rows = view.select(ask.filter);
  if (rows.length === 0) return windows;
  const terms = ask.terms.map((term) => ({ term, rows: view.select(term.filter) }));
  const groups = view.groupsOf(ask.groupBy);
  for (const { end, first, last } of grid.windows) {
    const between = (all: Int32Array) => rowsBetween(view.table, all, { first, last });
    const seen = placeGroups(between(rows), groups);
    if (seen.length === 0) continue;
    const values = terms.map((one) =>
      termValues(view, { term: one.term, rows: between(one.rows), groups, count: seen.length }),
    );
    for (const group of seen) groups.places[group] = -1;
    const [only = []] = values;
    const isPlain = typeof ask.expression === 'string';
    const valueAt = (place: number) =>
      isPlain
        ? (only[place] ?? null)
        : combineOperands(
            ask.expression,
            values.map((ofTerm) => ofTerm[place] ?? null),
          );
    windows.set(
      end,
      seen.map((group, place) => ({ labels: groups.labels[group] ?? {}, value: valueAt(place) })),
    );
  }
  return windows;
}

/** The groups that have rows, each given a place. */
function placeGroups(rows: Int32Array, { ids, places }: Groups): number[] {
  const seen: number[] = [];
  for (const row of rows) {
    const group = ids[row] ?? 0;
    if (places[group] === -1) places[group] = seen.push(group) - 1;
  }
  return seen;
}

interface TermRows {
  term: Term;
  rows: Int32Array;
  groups: Groups;
  count: number;
}

function termValues({ table }: View, { term, rows, groups: { ids, places }, count }: TermRows): (number | null)[] {
  const partials = partialsOf(term.measure).map(({ key }) => {
    const column = table.partials.get(key);
    if (column === undefined) throw new TypeError(`the table has no partial ${key}`);
    const { fold, values } = column;
    const folded = new Float64Array(count).fill(Number.NaN);
    for (const row of rows) foldInto(folded, places[ids[row] ?? 0] ?? 0, { fold, value: values[row] ?? Number.NaN });
    return folded;
  });
  const [first = NOTHING, second = NOTHING] = partials;
  const values: (number | null)[] = [];
  for (let place = 0; place < count; place += 1) {
    values.push(finishMeasure(term.measure, first[place] ?? Number.NaN, second[place] ?? Number.NaN));
  }
  return values;
}

const NOTHING = new Float64Array(0);

/** Of ascending rows, those whose bucket is from `first` on and before `last`. */
function rowsBetween(
  { buckets }: CodedTable,
  rows: Int32Array,
  { first, last }: { first: number; last: number },
): Int32Array {
  const from = firstAtLeast(rows, (row) => (buckets[row] ?? 0) >= first);
  const to = firstAtLeast(rows, (row) => (buckets[row] ?? 0) >= last);
  return from === 0 && to === rows.length ? rows : rows.subarray(from, to);
}

/** The place of the first row for which it holds, as it does for all after it. */
function firstAtLeast(rows: Int32Array, holds: (row: number) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(rows[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
