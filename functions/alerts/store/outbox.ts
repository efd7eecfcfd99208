// Notices on their way to the groups that tell of them: an item a notice, beside its incident's others. Evaluation puts them in its own
// transaction; the table's stream tells of new ones (keys that begin with `outbox#`), and the index holds those that nobody took on yet.
import * as z from 'zod';
import { IncidentNotice } from '#schemas/alerts/notification.ts';
import type { Key, Table } from '#engines/dynamodb/table.ts';
import { queryAll } from './query-all.ts';
import type { TransactItem } from './transact-item.ts';

const PREFIX = 'outbox#';
const PENDING = 'outbox-pending';

/** A group that an incident is told of in. */
const Membership = z.object({ groupId: z.string(), route: z.string().nullable() });
export type Membership = z.infer<typeof Membership>;

const OutboxItem = z.object({
  notice: IncidentNotice,
  status: z.enum(['pending', 'routed']),
  memberships: z.array(Membership).default([]),
});
export type KeptNotice = z.infer<typeof OutboxItem>;

/** The incident of an outbox key; undefined for another key. */
export const incidentOfOutboxKey = ({ pk }: Key): string | undefined =>
  pk.startsWith(PREFIX) ? pk.slice(PREFIX.length) : undefined;

const keyOf = ({ id, incident }: IncidentNotice): Key => ({ pk: `${PREFIX}${incident.id}`, sk: id });

export function outboxStore(table: Table) {
  return {
    /** Repeated, it changes nothing: a notice that was taken on stays so. */
    announce: (notice: IncidentNotice, now: Date): TransactItem => ({
      Update: {
        TableName: table.name,
        Key: keyOf(notice),
        UpdateExpression:
          'SET notice = if_not_exists(notice, :notice), #status = if_not_exists(#status, :pending),' +
          ' gsi1pk = if_not_exists(gsi1pk, :partition), gsi1sk = if_not_exists(gsi1sk, :now)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':notice': notice,
          ':pending': 'pending',
          ':partition': PENDING,
          ':now': now.toISOString(),
        },
      },
    }),
    /** Fails if somebody else took the notice on. It leaves the index's list, but keeps a place there of its own. */
    take: (notice: IncidentNotice, memberships: readonly Membership[]): TransactItem => ({
      Update: {
        TableName: table.name,
        Key: keyOf(notice),
        UpdateExpression: 'SET #status = :routed, memberships = :memberships, gsi1pk = :partition',
        ConditionExpression: '#status = :pending',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':routed': 'routed',
          ':pending': 'pending',
          ':memberships': memberships,
          ':partition': `outbox-routed#${notice.incident.id}`,
        },
      },
    }),
    listOfIncident: async (incidentId: string): Promise<KeptNotice[]> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `${PREFIX}${incidentId}` },
        ConsistentRead: true,
      });
      return items.map((item) => OutboxItem.parse(item));
    },
    /** Incidents with notices that nobody took on, the longest waiting first. */
    listDue: async (now: Date, limit: number): Promise<string[]> => {
      const { items } = await table.query({
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pending AND gsi1sk <= :now',
        ExpressionAttributeValues: { ':pending': PENDING, ':now': now.toISOString() },
        Limit: limit,
      });
      return [...new Set(items.map((item) => String(item['pk']).slice(PREFIX.length)))];
    },
  };
}
