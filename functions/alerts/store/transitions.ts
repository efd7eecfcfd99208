// The history of a rule: a partition a rule, the newest first, kept for 400 days.
import * as z from 'zod';
import { Transition } from '#schemas/alerts/transition.ts';
import type { PageRequest } from '#schemas/definition.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { labelHash } from '../logic/label-key.ts';
import { queryAll } from './query-all.ts';
import { expiryOf } from './retention.ts';
import type { TransactItem } from './transact-item.ts';

const TransitionItem = z.object({ sk: z.string(), transition: Transition });
export type KeptTransition = z.infer<typeof TransitionItem>;
const partitionOf = (rule: string) => `rule-history#${rule}`;

/** The same transition has the same key, however often it is written; `place` tells those of one window and label set apart. */
const itemOf = (transition: Transition, place: number) => ({
  pk: partitionOf(transition.rule),
  sk: `${transition.at}#${labelHash(transition.labels)}#${place}`,
  transition,
  expiresAt: expiryOf(transition.at),
});

export function transitionStore(table: Table) {
  return {
    put: (transition: Transition, place: number): TransactItem => ({
      Put: { TableName: table.name, Item: itemOf(transition, place) },
    }),
    /** Newest first; `from` is inside, `to` is not. */
    list: async (rule: string, { from, to, limit, cursor }: PageRequest & { from: string; to: string }) => {
      const { items, nextKey } = await table.query({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': partitionOf(rule), ':from': from, ':to': to },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      });
      return {
        items: items.map((item) => TransitionItem.parse(item).transition),
        nextCursor: encodeCursor(nextKey),
      };
    },
    /** Those of one window, with their keys. */
    listOfWindow: async (rule: string, at: string): Promise<KeptTransition[]> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :at)',
        ExpressionAttributeValues: { ':pk': partitionOf(rule), ':at': `${at}#` },
      });
      return items.map((item) => TransitionItem.parse(item));
    },
    /** What late data has changed. */
    mark: ({ transition, sk }: KeptTransition, mark: NonNullable<Transition['mark']>): TransactItem => ({
      Put: {
        TableName: table.name,
        Item: {
          pk: partitionOf(transition.rule),
          sk,
          transition: { ...transition, mark },
          expiresAt: expiryOf(transition.at),
        },
      },
    }),
  };
}
