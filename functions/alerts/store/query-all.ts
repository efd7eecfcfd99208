// All items of a query, page after page; for partitions that are known to be small.
import type { Item, Table } from '#engines/dynamodb/table.ts';

export async function queryAll(table: Table, query: Parameters<Table['query']>[0]): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await table.query({ ...query, ExclusiveStartKey: from });
    items.push(...page.items);
    from = page.nextKey;
  } while (from !== undefined);
  return items;
}
