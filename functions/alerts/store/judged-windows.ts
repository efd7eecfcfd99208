// Which label sets were breaches in the last windows of a group: what late data is compared with. Older ones are forgotten.
import * as z from 'zod';
import { Level } from '#schemas/alerts/condition.ts';
import { Labels } from '#schemas/alerts/incident.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { queryAll } from './query-all.ts';

const Breach = z.object({ rule: z.string(), labels: Labels, value: z.number().nullable(), level: Level });
export type Breach = z.infer<typeof Breach>;

/** Null where there were more than an item of the table holds. */
const Judged = z.object({ endMs: z.number(), breaches: z.array(Breach).nullable() });
export type JudgedBreaches = z.infer<typeof Judged>;

/** About a third of the 400 KB of an item. */
const MOST_BREACHES = 1000;
const KEPT_MS = 2 * 86_400_000;

const partitionOf = (shard: string) => `judged-window#${shard}`;
const textOf = (endMs: number) => new Date(endMs).toISOString();

export function judgedWindowStore(table: Table) {
  return {
    put: (shard: string, { endMs, breaches }: JudgedBreaches, now: Date) =>
      table.put({
        Item: {
          pk: partitionOf(shard),
          sk: textOf(endMs),
          endMs,
          breaches: breaches !== null && breaches.length > MOST_BREACHES ? null : breaches,
          expiresAt: Math.ceil((now.getTime() + KEPT_MS) / 1000),
        },
      }),
    /** Those that end at `fromMs` or later, in order. */
    list: async (shard: string, fromMs: number): Promise<JudgedBreaches[]> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': partitionOf(shard), ':from': textOf(fromMs) },
      });
      return items.map((item) => Judged.parse(item));
    },
  };
}
