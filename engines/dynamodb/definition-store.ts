// Definitions in the table: one partition a kind, optimistic locking by version, paged lists.
import type * as z from 'zod';
import type { PageRequest, Stored } from '#schemas/definition.ts';
import type { Item, Table } from './table.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

export type WithStored<Definition> = Definition & Stored;
export type DefinitionStore<Definition extends { name: string }> = ReturnType<typeof definitionStore<Definition>>;

/**
 * The store of one kind of definition.
 * Writes throw ConditionFailed: `create` if the name is taken, `replace` and `remove` if the version is not the stored one.
 */
export function definitionStore<Definition extends { name: string }>({
  table,
  kind,
  schema,
}: {
  table: Table;
  kind: string;
  schema: z.ZodType<Definition>;
}) {
  const pk = `definition#${kind}`;
  const write = async (definition: Definition, stored: Stored, condition: object): Promise<WithStored<Definition>> => {
    await table.put({ Item: { pk, sk: definition.name, ...stored, definition }, ...condition });
    return { ...definition, ...stored };
  };
  return {
    get: async (name: string): Promise<WithStored<Definition> | undefined> => {
      const item = await table.get({ pk, sk: name });
      return item === undefined ? undefined : read(schema, item);
    },
    list: async ({ limit, cursor }: PageRequest) => {
      const { items, nextKey } = await table.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      });
      return { items: items.map((item) => read(schema, item)), nextCursor: encodeCursor(nextKey) };
    },
    create: (definition: Definition, now: Date): Promise<WithStored<Definition>> => {
      const at = now.toISOString();
      return write(
        definition,
        { version: 1, createdAt: at, updatedAt: at },
        { ConditionExpression: 'attribute_not_exists(pk)' },
      );
    },
    replace: (definition: Definition, current: Stored, now: Date): Promise<WithStored<Definition>> => {
      const { version, createdAt } = current;
      const stored = { version: version + 1, createdAt, updatedAt: now.toISOString() };
      return write(definition, stored, {
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version },
      });
    },
    remove: (name: string, version: number): Promise<void> =>
      table.remove({
        Key: { pk, sk: name },
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version },
      }),
  };
}

function read<Definition>(schema: z.ZodType<Definition>, item: Item): WithStored<Definition> {
  const { version, createdAt, updatedAt } = item;
  if (typeof version !== 'number' || typeof createdAt !== 'string' || typeof updatedAt !== 'string') {
    throw new TypeError(`the stored definition ${String(item['sk'])} has no version`);
  }
  return { ...schema.parse(item['definition']), version, createdAt, updatedAt };
}
