// A channel's secret: an item of its own, so that no read of a channel carries it. While a signing secret is being replaced there are two.
import * as z from 'zod';
import type { Table } from '#engines/dynamodb/table.ts';

const ChannelSecret = z.object({
  secret: z.string(),
  /** The one before, until it retires. */
  old: z.object({ secret: z.string(), retiresAt: z.iso.datetime() }).nullable(),
});
export type ChannelSecret = z.infer<typeof ChannelSecret>;

const keyOf = (channel: string) => ({ pk: 'channel-secret', sk: channel });

export function channelSecretStore(table: Table) {
  return {
    get: async (channel: string): Promise<ChannelSecret | undefined> =>
      ChannelSecret.optional().parse(await table.get(keyOf(channel))),
    put: (channel: string, secret: ChannelSecret) => table.put({ Item: { ...keyOf(channel), ...secret } }),
    remove: (channel: string) => table.remove({ Key: keyOf(channel) }),
  };
}
