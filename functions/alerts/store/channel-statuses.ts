// How channels fare: an item a channel, changed by each attempt to deliver.
import * as z from 'zod';
import type { Table } from '#engines/dynamodb/table.ts';

const Kept = z.object({
  lastSuccessAt: z.string().nullable().default(null),
  lastErrorAt: z.string().nullable().default(null),
  lastError: z.string().nullable().default(null),
  consecutiveFailures: z.int().default(0),
  disabled: z.object({ at: z.string(), reason: z.string() }).nullable().default(null),
});
export type KeptChannelStatus = z.infer<typeof Kept>;

const keyOf = (channel: string) => ({ pk: 'channel-status', sk: channel });

export function channelStatusStore(table: Table) {
  return {
    get: async (channel: string): Promise<KeptChannelStatus> => Kept.parse((await table.get(keyOf(channel))) ?? {}),
    recordSuccess: async (channel: string, at: Date): Promise<void> => {
      await table.update({
        Key: keyOf(channel),
        UpdateExpression: 'SET lastSuccessAt = :at, consecutiveFailures = :none',
        ExpressionAttributeValues: { ':at': at.toISOString(), ':none': 0 },
      });
    },
    recordFailure: async (channel: string, at: Date, reason: string, disables: boolean): Promise<void> => {
      await table.update({
        Key: keyOf(channel),
        UpdateExpression: `SET lastErrorAt = :at, lastError = :reason${disables ? ', disabled = :disabled' : ''} ADD consecutiveFailures :one`,
        ExpressionAttributeValues: {
          ':at': at.toISOString(),
          ':reason': reason,
          ':one': 1,
          ...(disables ? { ':disabled': { at: at.toISOString(), reason } } : {}),
        },
      });
    },
    enable: async (channel: string): Promise<void> => {
      await table.update({
        Key: keyOf(channel),
        UpdateExpression: 'SET consecutiveFailures = :none REMOVE disabled',
        ExpressionAttributeValues: { ':none': 0 },
      });
    },
    remove: (channel: string) => table.remove({ Key: keyOf(channel) }),
  };
}
