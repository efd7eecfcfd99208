// Rules and channels in the table. A channel's secret is an item of its own, so that no read of a channel carries it.
import * as z from 'zod';
import { Channel } from '#schemas/alerts/channel.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { definitionStore } from '#engines/dynamodb/definition-store.ts';
import type { Table } from '#engines/dynamodb/table.ts';

/** A channel as it is kept: without its secret. */
export type OpenChannel = Omit<Channel, 'secret'>;
const OpenChannel = Channel.omit({ secret: true });

export const ruleStore = (table: Table) => definitionStore<Rule>({ table, kind: 'rule', schema: Rule });

export const channelStore = (table: Table) =>
  definitionStore<OpenChannel>({ table, kind: 'channel', schema: OpenChannel });

const keyOf = (channel: string) => ({ pk: 'channel-secret', sk: channel });

export function channelSecretStore(table: Table) {
  return {
    get: async (channel: string): Promise<string | undefined> =>
      z
        .object({ secret: z.string() })
        .optional()
        .parse(await table.get(keyOf(channel)))?.secret,
    put: (channel: string, secret: string) => table.put({ Item: { ...keyOf(channel), secret } }),
    remove: (channel: string) => table.remove({ Key: keyOf(channel) }),
  };
}
