// Deliveries: an item a notification and channel, in a partition of their group; pending ones are in the index by the time of their next
// attempt. What is told is an item of its own, the same for all channels; a log of each channel points to its deliveries.
import * as z from 'zod';
import { Delivery, Notification } from '#schemas/alerts/notification.ts';
import type { PageRequest } from '#schemas/definition.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import type { Item, Key, Table } from '#engines/dynamodb/table.ts';
import type { KeptDelivery } from '../logic/delivery-of.ts';
import type { TransactItem } from './transact-item.ts';

const PENDING = 'delivery-pending';
const KEPT_SECONDS = 90 * 86_400;

const DeliveryItem: z.ZodType<KeptDelivery> = Delivery.extend({
  groupId: z.string(),
  incidentIds: z.array(z.string()),
}).strip();

/** A delivery that this process alone may make until its lease ends. */
export interface ClaimedDelivery {
  delivery: KeptDelivery;
  leaseUntilMs: number;
}

/** `<group>~<rest>`. */
const keyOf = (id: string): Key => ({ pk: `delivery#${id.split('~', 1)[0] ?? ''}`, sk: id });
const bodyKeyOf = (notificationId: string): Key => ({ pk: `notification#${notificationId}`, sk: 'body' });
const logPartitionOf = (channel: string) => `channel-deliveries#${channel}`;

/** The channel of a delivery's id, which ends with it. */
export const channelOfDelivery = (id: string): string => id.slice(id.lastIndexOf('~') + 1);

const NOTHING: readonly string[] = [];

export function deliveryStore(table: Table) {
  const get = async (id: string): Promise<KeptDelivery | undefined> => {
    const item = await table.get(keyOf(id));
    return item === undefined ? undefined : DeliveryItem.parse(item);
  };
  /** @throws ConditionFailed if the lease was lost. */
  const settle = async (
    { delivery, leaseUntilMs }: ClaimedDelivery,
    { change, values, remove = NOTHING }: { change: string; values: object; remove?: readonly string[] },
  ): Promise<void> => {
    await table.update({
      Key: keyOf(delivery.id),
      UpdateExpression: `SET ${change} REMOVE ${['leaseUntilMs', ...remove].join(', ')}`,
      ConditionExpression: 'leaseUntilMs = :lease',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':lease': leaseUntilMs, ...values },
    });
  };
  const end = (claimed: ClaimedDelivery, status: 'delivered' | 'failed', lastError: string | null) =>
    settle(claimed, {
      change: '#status = :status, nextAttemptAt = :none, lastError = :error',
      values: { ':status': status, ':none': null, ':error': lastError },
      remove: ['gsi1pk', 'gsi1sk'],
    });
  return {
    get,
    putBody: (notification: Notification, now: Date): TransactItem => ({
      Put: {
        TableName: table.name,
        Item: { ...bodyKeyOf(notification.id), notification, expiresAt: secondsOf(now) + KEPT_SECONDS },
      },
    }),
    getBody: async (notificationId: string): Promise<Notification | undefined> => {
      const item = await table.get(bodyKeyOf(notificationId));
      return item === undefined ? undefined : Notification.parse(item['notification']);
    },
    put: (delivery: KeptDelivery, now: Date): TransactItem => ({
      Put: {
        TableName: table.name,
        Item: {
          ...keyOf(delivery.id),
          gsi1pk: PENDING,
          gsi1sk: delivery.nextAttemptAt,
          ...delivery,
          expiresAt: secondsOf(now) + KEPT_SECONDS,
        },
      },
    }),
    log: ({ id, channel, createdAt }: KeptDelivery, now: Date): TransactItem => ({
      Put: {
        TableName: table.name,
        Item: {
          pk: logPartitionOf(channel),
          sk: `${createdAt}~${id}`,
          deliveryId: id,
          expiresAt: secondsOf(now) + KEPT_SECONDS,
        },
      },
    }),
    /** Undefined if it is not due, or somebody else is at it. */
    claim: async (id: string, now: Date, leaseUntilMs: number): Promise<ClaimedDelivery | undefined> => {
      try {
        const item = await table.update({
          Key: keyOf(id),
          UpdateExpression: 'SET leaseUntilMs = :lease, lastAttemptAt = :now, attempts = attempts + :one',
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
        return item === undefined ? undefined : { delivery: DeliveryItem.parse(item), leaseUntilMs };
      } catch (error) {
        if (error instanceof ConditionFailed) return undefined;
        throw error;
      }
    },
    markDelivered: (claimed: ClaimedDelivery) => end(claimed, 'delivered', null),
    markFailed: (claimed: ClaimedDelivery, lastError: string) => end(claimed, 'failed', lastError),
    retryAt: (claimed: ClaimedDelivery, at: Date, lastError: string) =>
      settle(claimed, {
        change: '#status = :status, nextAttemptAt = :at, gsi1sk = :at, lastError = :error',
        values: { ':status': 'pending', ':at': at.toISOString(), ':error': lastError },
      }),
    /** Makes it due again, whatever became of it; its attempts are counted anew. Nothing changes for one that is being made. */
    replay: async (id: string, now: Date): Promise<void> => {
      try {
        await table.update({
          Key: keyOf(id),
          UpdateExpression:
            'SET #status = :pending, attempts = :none, nextAttemptAt = :now, gsi1pk = :partition, gsi1sk = :now',
          ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs < :nowMs)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':pending': 'pending',
            ':none': 0,
            ':now': now.toISOString(),
            ':nowMs': now.getTime(),
            ':partition': PENDING,
          },
        });
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },
    /** Puts off one that is pending and that nobody is making now; it costs no attempt. */
    postpone: async (id: string, at: Date, now: Date): Promise<void> => {
      try {
        await table.update({
          Key: keyOf(id),
          UpdateExpression: 'SET nextAttemptAt = :at, gsi1sk = :at',
          ConditionExpression: '#status = :pending AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs < :nowMs)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':at': at.toISOString(), ':pending': 'pending', ':nowMs': now.getTime() },
        });
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },
    /** Ids of pending deliveries whose next attempt is due, the longest waiting first. */
    listDue: async (now: Date, limit: number): Promise<string[]> => {
      const { items } = await table.query({
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pending AND gsi1sk <= :now',
        ExpressionAttributeValues: { ':pending': PENDING, ':now': now.toISOString() },
        Limit: limit,
      });
      return items.map((item) => String(item['sk']));
    },
    /** Newest first. */
    listOfChannel: async (channel: string, { limit, cursor }: PageRequest) => {
      const { items, nextKey } = await table.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': logPartitionOf(channel) },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      });
      const found = await Promise.all(items.map((item) => get(String(item['deliveryId']))));
      return { items: found.filter((one) => one !== undefined), nextCursor: encodeCursor(nextKey) };
    },
    /** Newest first, from `before` on. */
    listOfGroup: async (groupId: string, { limit, from }: { limit: number; from: Item | undefined }) => {
      const { items, nextKey } = await table.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `delivery#${groupId}` },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: from,
      });
      return { items: items.map((item) => DeliveryItem.parse(item)), nextKey };
    },
  };
}

const secondsOf = (now: Date): number => Math.floor(now.getTime() / 1000);
