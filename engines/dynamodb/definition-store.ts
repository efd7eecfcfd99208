// Definitions in the table: one partition a kind, optimistic locking by version, paged lists.
import type * as z from 'zod';
import type { PageRequest, Stored } from '#schemas/definition.ts';
import type { Item, Table } from './table.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** Definitions read at once, at least: a short page of few visible ones needs no call for each hidden one. */
const LEAST_READ = 100;

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
    /** Pages are full but the last, and neither they nor their cursors tell of definitions that are not visible. */
    list: async (
      { limit, cursor }: PageRequest,
      isVisible: (definition: WithStored<Definition>) => boolean = () => true,
    ) => {
      const found: WithStored<Definition>[] = [];
      let nextKey = decodeCursor(cursor);
      do {
        const answer = await table.query({
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          Limit: Math.max(limit + 1, LEAST_READ),
          ExclusiveStartKey: nextKey,
        });
        found.push(...answer.items.map((item) => read(schema, item)).filter(isVisible));
        nextKey = answer.nextKey;
      } while (found.length <= limit && nextKey !== undefined);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: encodeCursor(last && { pk, sk: last.name }) };
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
    /** For a transaction: it fails unless the definition is still this version of this one, and no other of its name. */
    requireVersion: ({ name, version, createdAt }: Stored & { name: string }) => ({
      ConditionCheck: {
        TableName: table.name,
        Key: { pk, sk: name },
        ConditionExpression: 'version = :version AND createdAt = :createdAt',
        ExpressionAttributeValues: { ':version': version, ':createdAt': createdAt },
      },
    }),
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
