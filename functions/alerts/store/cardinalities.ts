// How many values the dimensions of a model had of late: one item a model, for all processes, that goes by itself after some minutes.
import * as z from 'zod';
import type { Table } from '#engines/dynamodb/table.ts';

const Cardinalities = z.object({
  measuredAtMs: z.number(),
  rowsPerMs: z.number(),
  values: z.record(z.string(), z.number().nullable()),
});
export type MeasuredCardinalities = z.infer<typeof Cardinalities>;

const keyOf = (model: string) => ({ pk: 'model-cardinalities', sk: model });

export function cardinalityStore(table: Table) {
  return {
    get: async (model: string): Promise<MeasuredCardinalities | undefined> =>
      Cardinalities.optional().parse(await table.get(keyOf(model))),
    put: (model: string, measured: MeasuredCardinalities, until: Date) =>
      table.put({ Item: { ...keyOf(model), ...measured, expiresAt: Math.ceil(until.getTime() / 1000) } }),
  };
}
