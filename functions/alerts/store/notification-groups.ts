// Groups of incidents that are told of together: a partition a group, with its head and an item for each incident. The head says when the
// group is due (also in the index) and what was told; whoever changes it names the revision that was read, so that no change is lost.
import * as z from 'zod';
import { Acknowledgement, IncidentNotice } from '#schemas/alerts/notification.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import type { GroupSettings } from '../logic/place-incident.ts';
import type { GroupMember } from '../logic/told-marks.ts';
import { queryAll } from './query-all.ts';
import type { TransactItem } from './transact-item.ts';

const DUE = 'notification-group-due';
const HEAD = 'head';
const MEMBER = 'member#';
/** What was told of each must fit into the head: more wait until some are over. */
export const MOST_MEMBERS = 10_000;

const Settings: z.ZodType<GroupSettings> = z.object({
  route: z.string().nullable(),
  groupLabels: z.record(z.string(), z.string()),
  channels: z.array(z.string()),
  groupWait: z.string(),
  groupInterval: z.string(),
  repeatInterval: z.string(),
});

const Head = z.object({
  /** How the group is told of: as its route says, or as it said when it was last seen. */
  settings: Settings,
  createdAtMs: z.number(),
  lastNotifiedAtMs: z.number().nullable(),
  lastRefreshedAtMs: z.number().nullable(),
  told: z.record(z.string(), z.string()),
  /** How many notifications there were. */
  notifications: z.int(),
  revision: z.int(),
  dueAtMs: z.number().nullable(),
});
export type GroupHead = z.infer<typeof Head>;

const Member = z.object({ notice: IncidentNotice, acknowledgement: Acknowledgement.nullable() });

const keyOf = (groupId: string, sk: string) => ({ pk: `notification-group#${groupId}`, sk });

/** A group that this process alone may flush until the claim ends. */
export interface GroupClaim {
  groupId: string;
  id: string;
  head: GroupHead;
}

export function notificationGroupStore(table: Table) {
  const putHead = (groupId: string, head: GroupHead, condition: object, claim?: object): TransactItem => ({
    Put: {
      TableName: table.name,
      Item: {
        ...keyOf(groupId, HEAD),
        ...head,
        ...claim,
        ...(head.dueAtMs === null ? {} : { gsi1pk: DUE, gsi1sk: `${new Date(head.dueAtMs).toISOString()}~${groupId}` }),
      },
      ...condition,
    },
  });
  return {
    getHead: async (groupId: string): Promise<GroupHead | undefined> =>
      Head.optional().parse(await table.get(keyOf(groupId, HEAD))),
    listMembers: async (groupId: string): Promise<GroupMember[]> => {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :member)',
        ExpressionAttributeValues: { ':pk': keyOf(groupId, HEAD).pk, ':member': MEMBER },
        ConsistentRead: true,
      });
      return items.slice(0, MOST_MEMBERS).map((item) => Member.parse(item));
    },
    putMember: (groupId: string, member: GroupMember): TransactItem => ({
      Put: {
        TableName: table.name,
        Item: { ...keyOf(groupId, `${MEMBER}${member.notice.incident.id}`), ...member },
      },
    }),
    removeMember: (groupId: string, incidentId: string): TransactItem => ({
      Delete: { TableName: table.name, Key: keyOf(groupId, `${MEMBER}${incidentId}`) },
    }),
    /** Makes the head due, or makes a new one. A claim on it stays, but whoever holds it must look again. */
    touch: (groupId: string, before: GroupHead | undefined, after: GroupHead): TransactItem => {
      if (before === undefined) return putHead(groupId, after, { ConditionExpression: 'attribute_not_exists(pk)' });
      const { settings, dueAtMs, revision } = after;
      return {
        Update: {
          TableName: table.name,
          Key: keyOf(groupId, HEAD),
          UpdateExpression:
            'SET settings = :settings, dueAtMs = :due, gsi1pk = :partition, gsi1sk = :at, revision = :revision',
          ConditionExpression: 'revision = :before',
          ExpressionAttributeValues: {
            ':settings': settings,
            ':due': dueAtMs,
            ':partition': DUE,
            ':at': `${new Date(dueAtMs ?? 0).toISOString()}~${groupId}`,
            ':revision': revision,
            ':before': before.revision,
          },
        },
      };
    },
    /** Undefined if it is not due, or somebody else is at it. */
    claim: async (groupId: string, id: string, now: Date, untilMs: number): Promise<GroupClaim | undefined> => {
      try {
        const item = await table.update({
          Key: keyOf(groupId, HEAD),
          UpdateExpression: 'SET claim = :claim, claimedUntilMs = :until',
          ConditionExpression: 'dueAtMs <= :now AND (attribute_not_exists(claimedUntilMs) OR claimedUntilMs < :now)',
          ExpressionAttributeValues: { ':claim': id, ':until': untilMs, ':now': now.getTime() },
          ReturnValues: 'ALL_NEW',
        });
        return item === undefined ? undefined : { groupId, id, head: Head.parse(item) };
      } catch (error) {
        if (error instanceof ConditionFailed) return undefined;
        throw error;
      }
    },
    /** Ends the claim; null for a group without incidents. Fails if the claim was lost or the group has changed. */
    settle: ({ groupId, id, head: before }: GroupClaim, head: GroupHead | null): TransactItem => {
      const condition = {
        ConditionExpression: 'claim = :claim AND revision = :revision',
        ExpressionAttributeValues: { ':claim': id, ':revision': before.revision },
      };
      if (head !== null) return putHead(groupId, head, condition);
      return { Delete: { TableName: table.name, Key: keyOf(groupId, HEAD), ...condition } };
    },
    /** Gives the claim up; nothing happens if it was lost. */
    release: async ({ groupId, id }: GroupClaim): Promise<void> => {
      try {
        await table.update({
          Key: keyOf(groupId, HEAD),
          UpdateExpression: 'REMOVE claim, claimedUntilMs',
          ConditionExpression: 'claim = :claim',
          ExpressionAttributeValues: { ':claim': id },
        });
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },
    listDue: async (now: Date, limit: number): Promise<string[]> => {
      const { items } = await table.query({
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :due AND gsi1sk <= :now',
        ExpressionAttributeValues: { ':due': DUE, ':now': `${now.toISOString()}~\uffff` },
        Limit: limit,
      });
      return items.map((item) => String(item['pk']).slice(keyOf('', HEAD).pk.length));
    },
  };
}
