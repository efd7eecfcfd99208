// Decides which queries answer many asks. A `rollup` is a GROUP BY over all dimensions that its asks use, folded here; it serves what can be
// added up, and sketches whose filters hold each dimension at one value, so that nothing has to be added up (`exact`). Everything else, and what
// would have too many rows, is a `filtered` query: a column `agg FILTER (WHERE ..)` for each measure and filter.
import type { Model } from '#schemas/model.ts';
import type { AskedWindows } from './ask.ts';
import { classifyAsk } from './classify-ask.ts';
import { withoutParts } from './conjunction.ts';
import type { Conjunction } from './conjunction.ts';
import { mergeSets } from './merge-sets.ts';
import type { AskSet, SetSize } from './merge-sets.ts';
import { commonParts } from './pins.ts';
import type { Pins } from './pins.ts';
import { columnCount } from './compile-filtered.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/** How many values each dimension had of late, null where it could not be measured, and how many rows there were. */
export interface Cardinalities {
  rowsPerMs: number;
  values: Record<string, number | null>;
}

export interface FusionPlan {
  /** What the filters of all asks have in common; the planned asks are without it. */
  common: Conjunction;
  queries: PlannedQuery[];
  /** How many rows the model had of late. */
  rowsPerMs: number;
}
export interface PlannedQuery {
  kind: 'rollup' | 'filtered';
  /** A rollup whose rows are used as they are. */
  exact: boolean;
  /** Of the GROUP BY. */
  dimensions: string[];
  asks: ResolvedAsk[];
  /** In one window. */
  estimatedRows: number;
  reason: string;
}

export interface FusionInput {
  asks: ResolvedAsk[];
  model: Model;
  windows: AskedWindows;
  cardinalities: Cardinalities;
  /** Rows of an answer. */
  mostRows: number;
}

/** Rows of an answer: more are not read. */
export const MOST_ROWS = 100_000;
/** Aggregates of one filtered query. */
const MOST_COLUMNS = 100;
/** Rows may come faster than they did of late. */
export const HEADROOM = 4;

export function planFusion(input: FusionInput): FusionPlan {
  const common = commonParts(input.asks.map(({ filter }) => filter)) ?? { key: '', parts: [], dimensions: new Set() };
  const asks = common.parts.length === 0 ? input.asks : input.asks.map((ask) => withoutCommon(ask, common));
  const size = sizeOf(input);
  const rollups: AskSet[] = [];
  const filtered: { ask: ResolvedAsk; reason: string }[] = [];
  for (const ask of asks) {
    const { kind, dimensions, reason } = classifyAsk(ask, input);
    if (kind === 'filtered') filtered.push({ ask, reason });
    else rollups.push({ exact: kind === 'exact', dimensions, asks: [ask], pins: undefined });
  }
  const merged = mergeSets(rollups, { size, mostRows: input.mostRows, windowRows: windowRowsOf(input) });
  for (const ask of merged.tooLarge) filtered.push({ ask, reason: 'its dimensions have too many combinations' });
  const { rowsPerMs } = input.cardinalities;
  return { common, rowsPerMs, queries: [...merged.sets.map(toRollup(size)), ...planFiltered(filtered, size)] };
}

const windowRowsOf = ({ cardinalities, windows }: FusionInput): number =>
  Math.max(1, cardinalities.rowsPerMs * windows.windowMs * HEADROOM);

/** Combinations of the dimensions' values, or the rows of a window if they are fewer. */
function sizeOf(input: FusionInput): SetSize {
  const windowRows = windowRowsOf(input);
  return (dimensions: Iterable<string>, pins: Pins | undefined) => {
    let combinations = 1;
    for (const name of dimensions) {
      const measured = input.cardinalities.values[name] ?? Number.POSITIVE_INFINITY;
      combinations *= Math.max(1, Math.min(measured, pins?.get(name)?.size ?? Number.POSITIVE_INFINITY));
    }
    return Math.ceil(Math.min(combinations, windowRows));
  };
}

const toRollup =
  (size: SetSize) =>
  ({ exact, dimensions, asks, pins }: AskSet): PlannedQuery => ({
    kind: 'rollup',
    exact,
    dimensions: [...dimensions].toSorted(),
    asks,
    estimatedRows: size(dimensions, pins),
    reason: exact
      ? 'filters hold every dimension at one value, so each sketch stands in one row'
      : 'measures that can be added up, over all dimensions that filters and groups use',
  });

/** One query for each groupBy and reason; more when there are too many columns. */
export function planFiltered(asks: { ask: ResolvedAsk; reason: string }[], size: SetSize): PlannedQuery[] {
  const alike = new Map<string, PlannedQuery>();
  const queries: PlannedQuery[] = [];
  const columns = new Map<PlannedQuery, number>();
  for (const { ask, reason } of asks.toSorted(byFilter)) {
    const key = `${reason} ${ask.groupBy.join()}`;
    const open = alike.get(key);
    const added = columnCount(ask);
    if (open !== undefined && (columns.get(open) ?? 0) + added <= MOST_COLUMNS) {
      open.asks.push(ask);
      columns.set(open, (columns.get(open) ?? 0) + added);
      continue;
    }
    const dimensions = ask.groupBy;
    const query: PlannedQuery = {
      kind: 'filtered',
      exact: false,
      dimensions,
      asks: [ask],
      estimatedRows: size(dimensions, undefined),
      reason,
    };
    alike.set(key, query);
    columns.set(query, added);
    queries.push(query);
  }
  return queries;
}

/** Those that use the same columns and filters come together: they share columns, and are told apart from others by few halvings. */
const byFilter = ({ ask: one }: { ask: ResolvedAsk }, { ask: other }: { ask: ResolvedAsk }): number =>
  one.filter.key < other.filter.key ? -1 : one.filter.key > other.filter.key ? 1 : 0;

function withoutCommon(ask: ResolvedAsk, common: Conjunction): ResolvedAsk {
  const keys = new Set(common.parts.map(({ key }) => key));
  const filter = withoutParts(ask.filter, keys);
  const terms = ask.terms.map((term) => ({ ...term, filter: withoutParts(term.filter, keys) }));
  const dimensions = new Set([...ask.groupBy, ...terms.flatMap((term) => Array.from(term.filter.dimensions))]);
  return { ...ask, filter, terms, dimensions };
}
