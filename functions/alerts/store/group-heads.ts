// One item a shard of a group of rules: how far its windows have been judged, and the claim of whoever evaluates it now.
import * as z from 'zod';
import { RuleError } from '#schemas/alerts/rule-state.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { queryAll } from './query-all.ts';
import type { TransactItem } from './transact-item.ts';

const PARTITION = 'rule-group';

const Head = z.object({
  sk: z.string(),
  cursorMs: z.number(),
  lagMs: z.number().nullish(),
  skippedWindows: z.number().nullish(),
  earlyMs: z.number().nullish(),
  recheckedMs: z.number().nullish(),
  error: RuleError.nullish(),
});

export interface GroupHead {
  shard: string;
  /** End of the newest window that was judged. */
  cursorMs: number;
  /** How long after its end (and the allowed lateness) that was. */
  lagMs: number | null;
  skippedWindows: number;
  /** When windows that have not ended were last looked at. */
  earlyMs: number;
  /** When its last closed windows were last measured again. */
  recheckedMs: number;
  error: RuleError | null;
}
export interface GroupClaim {
  id: string;
  shard: string;
  until: Date;
}

const keyOf = (shard: string) => ({ pk: PARTITION, sk: shard });

function read(item: unknown): GroupHead {
  const { sk, cursorMs, lagMs, skippedWindows, earlyMs, recheckedMs, error } = Head.parse(item);
  return {
    shard: sk,
    cursorMs,
    lagMs: lagMs ?? null,
    skippedWindows: skippedWindows ?? 0,
    earlyMs: earlyMs ?? 0,
    recheckedMs: recheckedMs ?? 0,
    error: error ?? null,
  };
}

export interface Progress {
  cursorMs: number;
  lagMs: number | null;
  /** Windows that are never judged, beside those of before. */
  skippedWindows: number;
  earlyMs: number;
}

export function groupHeadStore(table: Table) {
  /** @throws ConditionFailed if the claim was lost. */
  const endClaim = async ({ id, shard }: GroupClaim, change: string, values: object): Promise<void> => {
    await table.update({
      Key: keyOf(shard),
      UpdateExpression: `REMOVE claim, claimedUntilMs${change}`,
      ConditionExpression: 'claim = :claim',
      ExpressionAttributeValues: { ':claim': id, ...values },
      ...(change.includes('#error') ? { ExpressionAttributeNames: { '#error': 'error' } } : {}),
    });
  };
  return {
    get: async (shard: string): Promise<GroupHead | undefined> => {
      const item = await table.get(keyOf(shard));
      return item === undefined ? undefined : read(item);
    },
    list: async (): Promise<Map<string, GroupHead>> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': PARTITION },
        ConsistentRead: true,
      });
      return new Map(items.map(read).map((head) => [head.shard, head]));
    },
    /** Makes the head of a new shard; one that is there stays as it is. */
    begin: async (shard: string, cursorMs: number): Promise<void> => {
      await table
        .put({ Item: { ...keyOf(shard), cursorMs }, ConditionExpression: 'attribute_not_exists(pk)' })
        .catch(unlessConditionFailed);
    },
    /** False if somebody has judged further, or is at it and their claim has not run out. */
    claim: async ({ id, shard, until }: GroupClaim, { cursorMs, now }: { cursorMs: number; now: Date }) => {
      try {
        await table.update({
          Key: keyOf(shard),
          UpdateExpression: 'SET claim = :claim, claimedUntilMs = :until',
          ConditionExpression: 'cursorMs = :cursor AND (attribute_not_exists(claimedUntilMs) OR claimedUntilMs < :now)',
          ExpressionAttributeValues: {
            ':claim': id,
            ':until': until.getTime(),
            ':cursor': cursorMs,
            ':now': now.getTime(),
          },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
    advance: (claim: GroupClaim, { cursorMs, lagMs, skippedWindows, earlyMs }: Progress) =>
      endClaim(claim, ', #error SET cursorMs = :cursor, lagMs = :lag, earlyMs = :early ADD skippedWindows :skipped', {
        ':cursor': cursorMs,
        ':lag': lagMs,
        ':early': earlyMs,
        ':skipped': skippedWindows,
      }),
    fail: (claim: GroupClaim, error: RuleError) => endClaim(claim, ' SET #error = :error', { ':error': error }),
    /** The cursor stays; nothing happens if the claim was lost. */
    release: (claim: GroupClaim): Promise<void> => endClaim(claim, '', {}).catch(unlessConditionFailed),
    /** False if somebody else measures its last windows again. */
    claimRecheck: async ({ shard, recheckedMs }: GroupHead, now: Date): Promise<boolean> => {
      try {
        await table.update({
          Key: keyOf(shard),
          UpdateExpression: 'SET recheckedMs = :now',
          ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(recheckedMs) OR recheckedMs = :before)',
          ExpressionAttributeValues: { ':now': now.getTime(), ':before': recheckedMs },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
    /** When nobody evaluates it: a group that comes back begins anew. */
    remove: (shard: string, now: Date): Promise<void> =>
      table
        .remove({
          Key: keyOf(shard),
          ConditionExpression: 'attribute_not_exists(claimedUntilMs) OR claimedUntilMs < :now',
          ExpressionAttributeValues: { ':now': now.getTime() },
        })
        .catch(unlessConditionFailed),
    /** For a transaction: it fails unless the claim still holds. */
    requireClaim: ({ id, shard }: GroupClaim): TransactItem => ({
      ConditionCheck: {
        TableName: table.name,
        Key: keyOf(shard),
        ConditionExpression: 'claim = :claim',
        ExpressionAttributeValues: { ':claim': id },
      },
    }),
  };
}

function unlessConditionFailed(error: unknown): void {
  if (!(error instanceof ConditionFailed)) throw error;
}
