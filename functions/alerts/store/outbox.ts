// Notifications on their way: one item a notification and channel, beside its incident's others. Pending ones are in the index
// by the time of their next attempt. The table's stream tells of new ones: keys that begin with `outbox#`.
import * as z from 'zod';
import { Delivery } from '#schemas/alerts/incident.ts';
import type { Notification } from '#schemas/alerts/incident.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Item, Key, Table } from '#engines/dynamodb/table.ts';
import type { PageRequest } from '#schemas/definition.ts';
import type { TransactItem } from './transact-item.ts';

const PREFIX = 'outbox#';
const PENDING = 'outbox-pending';

const OutboxItem = Delivery.extend({ pk: z.string(), sk: z.string() }).strip();

/** A delivery that this process alone may make until its lease ends. */
export interface ClaimedDelivery {
  key: Key;
  delivery: Delivery;
  leaseUntilMs: number;
}

export const isOutboxKey = ({ pk }: Key): boolean => pk.startsWith(PREFIX);

function readDelivery(item: Item): Delivery {
  const { pk: _pk, sk: _sk, ...delivery } = OutboxItem.parse(item);
  return delivery;
}

export function outboxStore(table: Table) {
  /** @throws ConditionFailed if the lease was lost. */
  const settle = async ({ key, leaseUntilMs }: ClaimedDelivery, change: string, values: object): Promise<void> => {
    await table.update({
      Key: key,
      UpdateExpression: change,
      ConditionExpression: 'leaseUntilMs = :lease',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':lease': leaseUntilMs, ...values },
    });
  };
  return {
    put: (notification: Notification, channel: string, now: Date): TransactItem => {
      const at = now.toISOString();
      const delivery = { notification, channel, status: 'pending', attempts: 0, nextAttemptAt: at, lastError: null };
      const key = { pk: `${PREFIX}${notification.data.id}`, sk: `${notification.id}#${channel}` };
      return { Put: { TableName: table.name, Item: { ...key, gsi1pk: PENDING, gsi1sk: at, ...delivery } } };
    },
    /** Undefined if it is not due, or somebody else is at it. */
    claim: async (key: Key, now: Date, leaseUntilMs: number): Promise<ClaimedDelivery | undefined> => {
      try {
        const item = await table.update({
          Key: key,
          UpdateExpression: 'SET leaseUntilMs = :lease, attempts = attempts + :one',
          ConditionExpression:
            '#status = :pending AND nextAttemptAt <= :now AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs < :nowMs)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':lease': leaseUntilMs,
            ':one': 1,
            ':pending': 'pending',
            ':now': now.toISOString(),
            ':nowMs': now.getTime(),
          },
          ReturnValues: 'ALL_NEW',
        });
        return item === undefined ? undefined : { key, delivery: readDelivery(item), leaseUntilMs };
      } catch (error) {
        if (error instanceof ConditionFailed) return undefined;
        throw error;
      }
    },
    markDelivered: (claimed: ClaimedDelivery) =>
      settle(
        claimed,
        'SET #status = :status, nextAttemptAt = :none, lastError = :none REMOVE leaseUntilMs, gsi1pk, gsi1sk',
        { ':status': 'delivered', ':none': null },
      ),
    markFailed: (claimed: ClaimedDelivery, lastError: string) =>
      settle(
        claimed,
        'SET #status = :status, nextAttemptAt = :none, lastError = :error REMOVE leaseUntilMs, gsi1pk, gsi1sk',
        { ':status': 'failed', ':none': null, ':error': lastError },
      ),
    retryAt: (claimed: ClaimedDelivery, at: Date, lastError: string) =>
      settle(
        claimed,
        'SET #status = :status, nextAttemptAt = :at, gsi1sk = :at, lastError = :error REMOVE leaseUntilMs',
        { ':status': 'pending', ':at': at.toISOString(), ':error': lastError },
      ),
    /** Keys of pending deliveries whose next attempt is due, the longest waiting first. */
    listDue: async (now: Date, limit: number): Promise<Key[]> => {
      const { items } = await table.query({
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pending AND gsi1sk <= :now',
        ExpressionAttributeValues: { ':pending': PENDING, ':now': now.toISOString() },
        Limit: limit,
      });
      return items.map((item) => z.object({ pk: z.string(), sk: z.string() }).parse(item));
    },
    listOfIncident: async (incidentId: string, { limit, cursor }: PageRequest) => {
      const { items, nextKey } = await table.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `${PREFIX}${incidentId}` },
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      });
      return { items: items.map(readDelivery), nextCursor: encodeCursor(nextKey) };
    },
  };
}
