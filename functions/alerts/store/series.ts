// The label sets of a rule that are pending or firing: one item each, written only together with a check of the rule's claim.
import * as z from 'zod';
import { SeriesState } from '#schemas/alerts/rule-state.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { queryAll } from './query-all.ts';
import type { TransactItem } from './transact-item.ts';

const SeriesItem = z.object({ series: SeriesState });
const partitionOf = (rule: string) => `rule-series#${rule}`;

export function seriesStore(table: Table) {
  return {
    list: async (rule: string): Promise<SeriesState[]> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': partitionOf(rule) },
        ConsistentRead: true,
      });
      return items.map((item) => SeriesItem.parse(item).series);
    },
    put: (rule: string, hash: string, series: SeriesState): TransactItem => ({
      Put: { TableName: table.name, Item: { pk: partitionOf(rule), sk: hash, series } },
    }),
    remove: (rule: string, hash: string): TransactItem => ({
      Delete: { TableName: table.name, Key: { pk: partitionOf(rule), sk: hash } },
    }),
  };
}
