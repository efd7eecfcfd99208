// Pipelines in the table: their definitions, and beside each what was asked of it and what was last seen.
import * as z from 'zod';
import { Pipeline } from '#schemas/pipeline.ts';
import { definitionStore } from '#engines/dynamodb/definition-store.ts';
import type { Table } from '#engines/dynamodb/table.ts';

export const pipelineStore = (table: Table) => definitionStore({ table, kind: 'pipeline', schema: Pipeline });

/** What the service last said of a pipeline's application. */
const Sighting = z.object({
  observed: z.string().nullable(),
  observedAt: z.string(),
  runningVersion: z.int().nullable(),
  snapshot: z.string().nullable(),
});
export type Sighting = z.infer<typeof Sighting>;

const RunState = z.object({ desired: z.enum(['running', 'stopped']).default('stopped'), seen: Sighting.optional() });
export type RunState = z.infer<typeof RunState>;

/** `desired` and `seen` are written apart, so that looking at a pipeline never undoes what was asked. */
export function runStore(table: Table) {
  const set = async (name: string, field: 'desired' | 'seen', value: unknown): Promise<void> => {
    await table.update({
      Key: keyOf(name),
      UpdateExpression: 'SET #field = :value',
      ExpressionAttributeNames: { '#field': field },
      ExpressionAttributeValues: { ':value': value },
    });
  };
  return {
    get: async (name: string): Promise<RunState> => RunState.parse((await table.get(keyOf(name))) ?? {}),
    setDesired: (name: string, desired: RunState['desired']) => set(name, 'desired', desired),
    setSeen: (name: string, seen: Sighting) => set(name, 'seen', seen),
    remove: (name: string) => table.remove({ Key: keyOf(name) }),
  };
}

const keyOf = (name: string) => ({ pk: 'pipeline-run', sk: name });
