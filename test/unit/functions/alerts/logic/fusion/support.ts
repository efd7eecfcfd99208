// A small model, asks over it, and tables of its rows, for the tests of fusion.
import type { Ask } from '#functions/alerts/logic/fusion/ask.ts';
import { tableBuilder } from '#functions/alerts/logic/fusion/coded-table.ts';
import type { CodedTable } from '#functions/alerts/logic/fusion/coded-table.ts';
import { partialsOf } from '#functions/alerts/logic/fusion/partials.ts';
import { resolveAsks } from '#functions/alerts/logic/fusion/resolve-ask.ts';
import type { ResolvedAsk } from '#functions/alerts/logic/fusion/resolve-ask.ts';
import { Model } from '#schemas/model.ts';

export const MODEL = Model.parse({
  name: 'flights',
  owner: 'tests',
  stream: 'flights',
  dimensions: [{ name: 'origin' }, { name: 'carrier' }, { name: 'stops', type: 'long' }],
  measures: [
    { name: 'count', kind: 'count' },
    { name: 'delay_sum', kind: 'sum', column: 'delay' },
    { name: 'delay_min', kind: 'min', column: 'delay' },
    { name: 'delay_max', kind: 'max', column: 'delay' },
    { name: 'delay_mean', kind: 'mean', column: 'delay' },
    { name: 'users', kind: 'distinct', column: 'user' },
    { name: 'delay_p90', kind: 'quantile', column: 'delay', fraction: 0.9 },
  ],
});

export const ask = (changes: Partial<Ask> = {}): Ask => ({
  key: 'a',
  measure: 'count',
  filters: [],
  groupBy: [],
  maxSeries: 1000,
  ...changes,
});

export function resolved(...asks: Ask[]): ResolvedAsk[] {
  const resolution = resolveAsks(asks, MODEL);
  for (const error of resolution.errors.values()) throw error;
  return resolution.asks;
}

export const [originIs, carrierIs] = [
  (value: string) => ({ dimension: 'origin', operator: '=' as const, value }),
  (value: string) => ({ dimension: 'carrier', operator: '=' as const, value }),
];

/** One row of a GROUP BY over all three dimensions and a bucket. */
export interface Row {
  bucket: number;
  origin: string | null;
  carrier: string | null;
  stops: number | null;
  count: number;
  delay: number | null;
}

const FOLDED = MODEL.measures.filter(({ kind }) => kind !== 'distinct' && kind !== 'quantile');
const PARTIALS = [...new Map(FOLDED.flatMap(partialsOf).map((partial) => [partial.key, partial])).values()];

/** Every row stands for rows of the same delay. */
export function tableOf(rows: Row[]): CodedTable {
  const builder = tableBuilder({ dimensions: MODEL.dimensions, partials: PARTIALS, bucketOf: (ms) => ms });
  for (const { bucket, origin, carrier, stops, count, delay } of rows) {
    const sum = delay === null ? null : delay * count;
    const notNull = delay === null ? 0 : count;
    const values: Record<string, number | null> = {
      'sum:count': count,
      'sum:delay_sum': sum,
      'min:delay_min': delay,
      'max:delay_max': delay,
      'sum:__sum_double_delay': sum,
      'sum:__count_delay': notNull,
    };
    const text = stops === null ? null : String(stops);
    builder.add([bucket, origin, carrier, text, ...PARTIALS.map(({ key }) => values[key])]);
  }
  return builder.build();
}
