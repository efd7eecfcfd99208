// What is remembered of a model's watermark: one item a model. A write takes the place of exactly what its writer has read.
import * as z from 'zod';
import { KeptWatermark } from '#schemas/watermark.ts';
import type { Table } from '#engines/dynamodb/table.ts';

/** `createdAt` is the model's: a later model of the same name has another watermark. */
const WatermarkItem = z.object({ revision: z.string(), createdAt: z.string(), kept: KeptWatermark });

export interface Remembered {
  /** Undefined if there is no item. */
  revision: string | undefined;
  kept: KeptWatermark | undefined;
}

const keyOf = (model: string) => ({ pk: `model-watermark#${model}`, sk: 'kept' });

export function watermarkStore(table: Table) {
  return {
    get: async ({ name, createdAt }: { name: string; createdAt: string }): Promise<Remembered> => {
      const item = WatermarkItem.optional().parse(await table.get(keyOf(name)));
      return { revision: item?.revision, kept: item?.createdAt === createdAt ? item.kept : undefined };
    },
    /** @throws ConditionFailed if somebody else wrote since `before` was read */
    put: (
      { name, createdAt }: { name: string; createdAt: string },
      { kept, revision, before }: { kept: KeptWatermark; revision: string; before: string | undefined },
    ): Promise<void> =>
      table.put({
        Item: { ...keyOf(name), revision, createdAt, kept },
        ...(before === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :before', ExpressionAttributeValues: { ':before': before } }),
      }),
    remove: (name: string): Promise<void> => table.remove({ Key: keyOf(name) }),
  };
}
