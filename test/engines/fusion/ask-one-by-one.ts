// What fused answers are compared with: a structured query for each operand of an ask and each window, and one that finds its label sets.
import { runQuery } from '#functions/queries/acts/run-query.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import type { Ask, AskAnswer, AskedWindows, MeasuredSeries } from '#functions/alerts/logic/fusion/ask.ts';
import { combineOperands, measureOf, operandsOf } from '#functions/alerts/logic/expression-operands.ts';
import { labelKey } from '#functions/alerts/logic/label-key.ts';
import { Query } from '#schemas/query.ts';
import type { Filter } from '#schemas/filter.ts';

const RELATIVE_TOLERANCE = 1e-9;

export interface OneByOne {
  model: string;
  /** A measure that counts rows. */
  count: string;
  windows: AskedWindows;
  ask: Ask;
}

export async function askOneByOne(context: Context, { model, count, windows, ask }: OneByOne) {
  const measured = new Map<number, MeasuredSeries[]>();
  for (const end of windows.ends) {
    const read = (measure: string, filters: Filter[]) =>
      readValues(context, { model, measure, filters, groupBy: ask.groupBy, fromMs: end - windows.windowMs, toMs: end });
    const present = await read(count, ask.filters);
    const operands = await Promise.all(
      operandsOf(ask.measure).map((operand) =>
        read(measureOf(operand), [...ask.filters, ...(typeof operand === 'string' ? [] : operand.filters)]),
      ),
    );
    const series = [...present].filter(([, { value }]) => value !== 0);
    measured.set(
      end,
      series.map(([key, { labels }]) => {
        const values = operands.map((operand, index) => operand.get(key)?.value ?? zeroOf(ask, index, model));
        return { labels, value: combineOperands(ask.measure, values) };
      }),
    );
  }
  return measured;
}

/** An operand without rows of its own has no row in a query with groups: counts are 0 then. The tests name such measures `.._count`. */
const zeroOf = ({ measure }: Ask, index: number, _model: string): number | null =>
  measureOf(operandsOf(measure)[index] ?? '').endsWith('_count') ? 0 : null;

interface Reading {
  model: string;
  measure: string;
  filters: Filter[];
  groupBy: string[];
  fromMs: number;
  toMs: number;
}

async function readValues(context: Context, { model, measure, filters, groupBy, fromMs, toMs }: Reading) {
  const query = Query.parse({
    model,
    measures: [measure],
    dimensions: groupBy,
    filters,
    timeRange: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
    limit: 10_000,
  });
  const { rows } = await runQuery(context, PLATFORM_CALLER, query);
  return new Map(
    rows.map((row) => {
      const labels = Object.fromEntries(groupBy.map((name, index) => [name, toLabel(row[index])]));
      const value = row[groupBy.length];
      return [labelKey(labels), { labels, value: typeof value === 'number' && Number.isFinite(value) ? value : null }];
    }),
  );
}

const toLabel = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);

/** How a fused answer is not the same; empty if it is. Whole numbers must be equal, others within a relative 1e-9. */
export function differences(fused: AskAnswer | undefined, single: Map<number, MeasuredSeries[]>): string[] {
  if (fused?.ok !== true) return [`not answered: ${String(fused?.error)}`];
  return [...single].flatMap(([end, series]) => {
    const found = byLabels(fused.windows.get(end) ?? []);
    const wanted = byLabels(series);
    const keys = new Set([...found.keys(), ...wanted.keys()]);
    return [...keys].flatMap((key) =>
      isSame(found.get(key), wanted.get(key))
        ? []
        : [`${new Date(end).toISOString()} ${key}: fused ${String(found.get(key))}, alone ${String(wanted.get(key))}`],
    );
  });
}

const byLabels = (series: MeasuredSeries[]) => new Map(series.map(({ labels, value }) => [labelKey(labels), value]));

function isSame(one: number | null | undefined, other: number | null | undefined): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other;
  if (Number.isInteger(one) && Number.isInteger(other)) return one === other;
  return Math.abs(one - other) <= RELATIVE_TOLERANCE * Math.max(Math.abs(one), Math.abs(other), 1e-3);
}
