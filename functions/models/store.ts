// Models in the table, and beside each what was asked of it and what was last seen of it.
import * as z from 'zod';
import { Model } from '#schemas/model.ts';
import { definitionStore } from '#engines/dynamodb/definition-store.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { watermarkStore } from './watermark-store.ts';

export const ModelState = z.object({
  desired: z.enum(['running', 'suspended']).default('running'),
  observed: z.string().nullable().default(null),
  observedAt: z.string().nullable().default(null),
});
export type ModelState = z.infer<typeof ModelState>;

const stateKey = (name: string) => ({ pk: 'model-state', sk: name });

export type ModelStore = ReturnType<typeof modelStore>;

export function modelStore(table: Table) {
  return {
    ...definitionStore({ table, kind: 'model', schema: Model }),
    getState: async (name: string): Promise<ModelState> => ModelState.parse((await table.get(stateKey(name))) ?? {}),
    setDesired: (name: string, desired: ModelState['desired']) =>
      table.update({
        Key: stateKey(name),
        UpdateExpression: 'SET desired = :desired',
        ExpressionAttributeValues: { ':desired': desired },
      }),
    setObserved: (name: string, observed: string | null, at: Date) =>
      table.update({
        Key: stateKey(name),
        UpdateExpression: 'SET observed = :observed, observedAt = :at',
        ExpressionAttributeValues: { ':observed': observed, ':at': at.toISOString() },
      }),
    /** Forgets what was last seen of it. */
    removeState: async (name: string): Promise<void> => {
      await Promise.all([table.remove({ Key: stateKey(name) }), watermarkStore(table).remove(name)]);
    },
  };
}
