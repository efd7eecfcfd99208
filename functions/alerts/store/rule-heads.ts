// One item a rule: its newest slot that is done, its last error, and the claim of whoever evaluates it now.
import * as z from 'zod';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { queryAll } from './query-all.ts';
import type { TransactItem } from './transact-item.ts';

const PARTITION = 'rule-head';

const Head = z.object({
  sk: z.string(),
  doneSlotMs: z.number().optional(),
  lastError: z.object({ at: z.string(), detail: z.string() }).optional(),
});

export interface RuleHead {
  rule: string;
  doneSlot: Date | null;
  lastError: { at: string; detail: string } | null;
}
export interface Claim {
  id: string;
  rule: string;
  until: Date;
}

const keyOf = (rule: string) => ({ pk: PARTITION, sk: rule });

const read = (item: unknown): RuleHead => {
  const { sk, doneSlotMs, lastError } = Head.parse(item);
  return { rule: sk, doneSlot: doneSlotMs === undefined ? null : new Date(doneSlotMs), lastError: lastError ?? null };
};

const SLOT_IS_FREE =
  'attribute_exists(pk) AND (attribute_not_exists(doneSlotMs) OR doneSlotMs < :slot)' +
  ' AND (attribute_not_exists(claimedUntilMs) OR claimedUntilMs < :now)';

export function ruleHeadStore(table: Table) {
  const claimIf = async ({ id, rule, until }: Claim, condition: string, values: object): Promise<boolean> => {
    try {
      await table.update({
        Key: keyOf(rule),
        UpdateExpression: 'SET claim = :claim, claimedUntilMs = :until',
        ConditionExpression: condition,
        ExpressionAttributeValues: { ':claim': id, ':until': until.getTime(), ...values },
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  };
  /** @throws ConditionFailed if the claim was lost. */
  const endClaim = async ({ id, rule }: Claim, change: string, values: object): Promise<void> => {
    await table.update({
      Key: keyOf(rule),
      UpdateExpression: `REMOVE claim, claimedUntilMs${change}`,
      ConditionExpression: 'claim = :claim',
      ExpressionAttributeValues: { ':claim': id, ...values },
    });
  };
  return {
    /** Makes the head of a new rule; one that is there stays as it is. */
    prepare: async (rule: string): Promise<void> => {
      await table.update({ Key: keyOf(rule) });
    },
    get: async (rule: string): Promise<RuleHead | undefined> => {
      const item = await table.get(keyOf(rule));
      return item === undefined ? undefined : read(item);
    },
    list: async (): Promise<Map<string, RuleHead>> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': PARTITION },
        ConsistentRead: true,
      });
      return new Map(items.map(read).map((head) => [head.rule, head]));
    },
    /** False if the slot is done, or somebody else has it and their claim has not run out. */
    claimSlot: (claim: Claim, slot: Date, now: Date) =>
      claimIf(claim, SLOT_IS_FREE, { ':slot': slot.getTime(), ':now': now.getTime() }),
    /** Takes the rule from whoever evaluates it now. False if it has no head. */
    takeOver: (claim: Claim) => claimIf(claim, 'attribute_exists(pk)', {}),
    finish: (claim: Claim, slot: Date) =>
      endClaim(claim, ', lastError SET doneSlotMs = :slot', { ':slot': slot.getTime() }),
    fail: (claim: Claim, lastError: { at: string; detail: string }) =>
      endClaim(claim, ' SET lastError = :error', { ':error': lastError }),
    /** Nothing happens if the claim was lost. */
    release: async (claim: Claim): Promise<void> => {
      await endClaim(claim, '', {}).catch((error: unknown) => {
        if (!(error instanceof ConditionFailed)) throw error;
      });
    },
    remove: (rule: string) => table.remove({ Key: keyOf(rule) }),
    /** For a transaction: it fails unless the claim still holds. */
    requireClaim: ({ id, rule }: Claim): TransactItem => ({
      ConditionCheck: {
        TableName: table.name,
        Key: keyOf(rule),
        ConditionExpression: 'claim = :claim',
        ExpressionAttributeValues: { ':claim': id },
      },
    }),
  };
}
