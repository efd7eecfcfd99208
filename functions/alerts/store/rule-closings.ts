// Rules whose state is to be closed, as they are deleted, disabled or changed: noted before that is done, so that it is made up for
// when it was cut off.
import * as z from 'zod';
import { Name } from '#schemas/name.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { queryAll } from './query-all.ts';

const PARTITION = 'rule-closing';

const Closing = z.object({
  rule: Name,
  /** The version that is no more, and the group that its state lies in. */
  version: z.int(),
  createdAt: z.iso.datetime(),
  group: z.string(),
  reason: z.string(),
  at: z.iso.datetime(),
});
export type RuleClosing = z.infer<typeof Closing>;

const keyOf = ({ rule, version }: RuleClosing) => ({ pk: PARTITION, sk: `${rule}#${version}` });

export function ruleClosingStore(table: Table) {
  return {
    put: (closing: RuleClosing) => table.put({ Item: { ...keyOf(closing), ...closing } }),
    remove: (closing: RuleClosing) => table.remove({ Key: keyOf(closing) }),
    list: async (): Promise<RuleClosing[]> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': PARTITION },
        ConsistentRead: true,
      });
      return items.map((item) => Closing.parse(item));
    },
  };
}
