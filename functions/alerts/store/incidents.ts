// Incidents: a partition a rule, and in the index a partition a status; newest first in both. Beside an incident stands
// who looks after it. Resolved ones are kept for 400 days.
import * as z from 'zod';
import { Incident } from '#schemas/alerts/incident.ts';
import { Acknowledgement } from '#schemas/alerts/notification.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import { InvalidCursor } from '#engines/dynamodb/invalid-cursor.ts';
import type { Item, Table } from '#engines/dynamodb/table.ts';
import { ruleOfIncident } from '../logic/incident-id.ts';
import { expiryOf } from './retention.ts';
import type { TransactItem } from './transact-item.ts';

const IncidentItem = z.object({
  incident: Incident,
  acknowledgement: Acknowledgement.nullable().default(null),
  sk: z.string(),
  gsi1sk: z.string(),
});
type IncidentItem = z.infer<typeof IncidentItem>;
/** Sorts after every id and time. */
const END = '\uffff';
/** Items read for one page, at most: filters may leave few of them. */
const MOST_READ = 5000;

export type KeptIncident = Pick<IncidentItem, 'incident' | 'acknowledgement'>;
export interface IncidentPage {
  items: KeptIncident[];
  nextCursor: string | null;
}
export interface IncidentRequest {
  status?: Incident['status'] | undefined;
  rule?: string | undefined;
  /** Opened at or after `from` and before `to`. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

const partitionOf = (rule: string) => `incident#${rule}`;
const keyOf = (id: string) => ({ pk: partitionOf(ruleOfIncident(id)), sk: id });

export function incidentStore(table: Table) {
  /** Items of a partition before a place in it, as many as a query gives. */
  const queryRule = async (rule: string, before: string, limit: number) => {
    const { items, nextKey } = await table.query({
      KeyConditionExpression: 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: { ':pk': partitionOf(rule), ':before': before },
      ScanIndexForward: false,
      Limit: limit,
    });
    return { items: items.map((item) => IncidentItem.parse(item)), nextKey };
  };
  const queryStatus = async (status: Incident['status'], before: string, from: Item | undefined, limit: number) => {
    const { items, nextKey } = await table.query({
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :status AND gsi1sk < :before',
      ExpressionAttributeValues: { ':status': `incident#${status}`, ':before': before },
      ScanIndexForward: false,
      Limit: limit,
      ExclusiveStartKey: from,
    });
    return { items: items.map((item) => IncidentItem.parse(item)), nextKey };
  };
  /** As many as there are up to `limit`, so that the newest of all statuses are among them: a query may end before. */
  const listOfStatus = async (status: Incident['status'], limit: number, before: string) => {
    const found: IncidentItem[] = [];
    let from: Item | undefined;
    do {
      const { items, nextKey } = await queryStatus(status, before, from, limit - found.length);
      found.push(...items);
      from = nextKey;
    } while (from !== undefined && found.length < limit);
    return found;
  };
  const readBatch = async (request: IncidentRequest, before: string, limit: number): Promise<Batch> => {
    if (request.rule !== undefined) {
      const { items, nextKey } = await queryRule(request.rule, before, limit);
      return { items, before: items.at(-1)?.sk ?? before, isLast: nextKey === undefined };
    }
    const statuses = request.status === undefined ? (['open', 'resolved'] as const) : [request.status];
    const found = await Promise.all(statuses.map((status) => listOfStatus(status, limit, before)));
    const items = found
      .flat()
      .toSorted((one, other) => (one.gsi1sk < other.gsi1sk ? 1 : -1))
      .slice(0, limit);
    return { items, before: items.at(-1)?.gsi1sk ?? before, isLast: items.length < limit };
  };
  return {
    get: async (id: string): Promise<KeptIncident | undefined> => {
      const item = await table.get(keyOf(id));
      return item === undefined ? undefined : IncidentItem.parse(item);
    },
    /** Newest first. A page may hold fewer than `limit` when few of many meet the filters. */
    list: async (
      request: IncidentRequest,
      isWanted: (kept: KeptIncident) => boolean = () => true,
    ): Promise<IncidentPage> => {
      const placeOf = (item: IncidentItem) => (request.rule === undefined ? item.gsi1sk : item.sk);
      const items: IncidentItem[] = [];
      let before = firstPlace(request);
      for (let read = 0; read < MOST_READ;) {
        const batch = await readBatch(request, before, request.limit);
        const young = batch.items.filter(
          ({ incident }) => request.from === undefined || incident.openedAt >= request.from,
        );
        for (const item of young) {
          if (!meets(item, request) || !isWanted(item)) continue;
          items.push(item);
          if (items.length === request.limit) return { items, nextCursor: encodeCursor({ before: placeOf(item) }) };
        }
        if (batch.isLast || young.length < batch.items.length) return { items, nextCursor: null };
        read += batch.items.length;
        before = batch.before;
      }
      return { items, nextCursor: encodeCursor({ before }) };
    },
    /** What stands beside the incident stays. */
    put: ({ incident }: { incident: Incident }): TransactItem => ({
      Update: {
        TableName: table.name,
        Key: keyOf(incident.id),
        UpdateExpression: `SET incident = :incident, gsi1pk = :partition, gsi1sk = :place${incident.resolvedAt === null ? '' : ', expiresAt = :expiry'}`,
        ExpressionAttributeValues: {
          ':incident': incident,
          ':partition': `incident#${incident.status}`,
          ':place': `${incident.openedAt}~${incident.id}`,
          ...(incident.resolvedAt === null ? {} : { ':expiry': expiryOf(incident.resolvedAt) }),
        },
      },
    }),
    /** False if the incident is not open. */
    acknowledge: async (id: string, acknowledgement: Acknowledgement | null): Promise<boolean> => {
      try {
        await table.update({
          Key: keyOf(id),
          UpdateExpression: 'SET acknowledgement = :acknowledgement',
          ConditionExpression: 'gsi1pk = :open',
          ExpressionAttributeValues: { ':acknowledgement': acknowledgement, ':open': 'incident#open' },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
  };
}

interface Batch {
  items: IncidentItem[];
  before: string;
  isLast: boolean;
}

const meets = ({ incident }: IncidentItem, { status, to }: IncidentRequest): boolean =>
  (status === undefined || incident.status === status) && (to === undefined || incident.openedAt < to);

/** The place after which a page begins: that of the cursor, or in the index that of the time. */
function firstPlace({ cursor, rule, to }: IncidentRequest): string {
  const before = readCursor(cursor);
  return cursor === undefined && rule === undefined && to !== undefined ? to : before;
}

function readCursor(cursor: string | undefined): string {
  const before = decodeCursor(cursor)?.['before'] ?? END;
  if (typeof before !== 'string') throw new InvalidCursor(before);
  return before;
}
