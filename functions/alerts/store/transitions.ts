// The history of a rule: a partition a rule, the newest first.
import * as z from 'zod';
import { Transition } from '#schemas/alerts/transition.ts';
import type { PageRequest } from '#schemas/definition.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { labelHash } from '../logic/label-key.ts';
import type { TransactItem } from './transact-item.ts';

const TransitionItem = z.object({ sk: z.string(), transition: Transition });
const partitionOf = (rule: string) => `rule-history#${rule}`;

export function transitionStore(table: Table) {
  /** The same transition has the same key, however often it is written; `place` tells those of one window and label set apart. */
  const itemOf = (transition: Transition, place: number) => ({
    pk: partitionOf(transition.rule),
    sk: `${transition.at}#${labelHash(transition.labels)}#${place}`,
    transition,
  });
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
    /** Marks what late data has changed; nothing happens if it is marked so already. */
    mark: async (transition: Transition, place: number, mark: 'corrected' | 'outdated'): Promise<void> => {
      const { pk, sk } = itemOf(transition, place);
      await table.update({
        Key: { pk, sk },
        UpdateExpression: 'SET #transition.#mark = :mark',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#transition': 'transition', '#mark': 'mark' },
        ExpressionAttributeValues: { ':mark': mark },
      });
    },
  };
}
