// Tokens in the table, keyed by the hash of their secret; the index finds them by id and lists them. And the public keys of the issuer of
// identities: whoever reaches it puts them here, whoever verifies reads them.
import * as z from 'zod';
import type { PageRequest } from '#schemas/definition.ts';
import { Token } from '#schemas/token.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import type { Item, Table } from '#engines/dynamodb/table.ts';
import { IssuerKeys } from '#engines/oidc/issuer-keys.ts';

const PARTITION = 'token';
const StoredToken = z.object({ token: Token, sk: z.string() });

const read = (item: Item): Token => StoredToken.parse(item).token;

export type TokenStore = ReturnType<typeof tokenStore>;

export function tokenStore(table: Table) {
  const byId = async (id: string) => {
    const { items } = await table.query({
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :partition AND gsi1sk = :id',
      ExpressionAttributeValues: { ':partition': PARTITION, ':id': id },
    });
    return items[0] === undefined ? undefined : StoredToken.parse(items[0]);
  };
  return {
    put: (hash: string, token: Token) =>
      table.put({ Item: { pk: PARTITION, sk: hash, gsi1pk: PARTITION, gsi1sk: token.id, token } }),
    getByHash: async (hash: string): Promise<Token | undefined> => {
      const item = await table.get({ pk: PARTITION, sk: hash });
      return item === undefined ? undefined : read(item);
    },
    list: async ({ limit, cursor }: PageRequest) => {
      const { items, nextKey } = await table.query({
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :partition',
        ExpressionAttributeValues: { ':partition': PARTITION },
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      });
      return { items: items.map(read), nextCursor: encodeCursor(nextKey) };
    },
    /** False if there is no such token. */
    removeById: async (id: string): Promise<boolean> => {
      const found = await byId(id);
      if (found === undefined) return false;
      await table.remove({ Key: { pk: PARTITION, sk: found.sk } });
      return true;
    },
    touch: (hash: string, at: Date) =>
      table.update({
        Key: { pk: PARTITION, sk: hash },
        UpdateExpression: 'SET #token.lastUsedAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':at': at.toISOString() },
      }),
  };
}

const KeysItem = z.object({ keys: IssuerKeys });
const keysKeyOf = (issuer: string) => ({ pk: 'issuer-keys', sk: issuer });

export function issuerKeyStore(table: Table) {
  return {
    get: async (issuer: string): Promise<IssuerKeys | undefined> => {
      const item = await table.get(keysKeyOf(issuer));
      return item === undefined ? undefined : KeysItem.parse(item).keys;
    },
    put: (issuer: string, keys: IssuerKeys, at: Date) =>
      table.put({ Item: { ...keysKeyOf(issuer), keys, fetchedAt: at.toISOString() } }),
  };
}
