// A number that grows with every change of any rule: who remembers the rules knows by it whether they are still those.
import * as z from 'zod';
import type { Table } from '#engines/dynamodb/table.ts';

const KEY = { pk: 'rule-set', sk: 'rule-set' };
const RuleSet = z.object({ changes: z.number() });

export function ruleSetStore(table: Table) {
  return {
    changes: async (): Promise<number> => {
      const item = await table.get(KEY);
      return item === undefined ? 0 : RuleSet.parse(item).changes;
    },
    noteChange: async (): Promise<void> => {
      await table.update({
        Key: KEY,
        UpdateExpression: 'ADD changes :one',
        ExpressionAttributeValues: { ':one': 1 },
      });
    },
  };
}
