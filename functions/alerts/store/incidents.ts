// Incidents: a partition a rule, and in the index a partition a status; newest first in both.
import * as z from 'zod';
import { Incident } from '#schemas/alerts/incident.ts';
import { decodeCursor, encodeCursor } from '#engines/dynamodb/cursor.ts';
import { InvalidCursor } from '#engines/dynamodb/invalid-cursor.ts';
import type { Item, Table } from '#engines/dynamodb/table.ts';
import { ruleOfIncident } from '../logic/incident-id.ts';
import type { TransactItem } from './transact-item.ts';

const IncidentItem = z.object({ incident: Incident, model: z.string(), sk: z.string(), gsi1sk: z.string() });
/** Sorts after every id and time. */
const END = '\uffff';

/** With the model of its rule, which says who may see it. */
export interface KeptIncident {
  incident: Incident;
  model: string;
}
export interface IncidentPage {
  items: KeptIncident[];
  nextCursor: string | null;
}
export interface IncidentRequest {
  status?: Incident['status'] | undefined;
  rule?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

const partitionOf = (rule: string) => `incident#${rule}`;
const keyOf = (id: string) => ({ pk: partitionOf(ruleOfIncident(id)), sk: id });

export function incidentStore(table: Table) {
  const listOfRule = async (
    rule: string,
    { status, limit }: IncidentRequest,
    before: string,
  ): Promise<IncidentPage> => {
    const { items, nextKey } = await table.query({
      KeyConditionExpression: 'pk = :pk AND sk < :before',
      ...(status === undefined ? {} : { FilterExpression: 'gsi1pk = :status' }),
      ExpressionAttributeValues: {
        ':pk': partitionOf(rule),
        ':before': before,
        ...(status === undefined ? {} : { ':status': `incident#${status}` }),
      },
      ScanIndexForward: false,
      Limit: limit,
    });
    return {
      items: items.map((item) => IncidentItem.parse(item)),
      nextCursor: nextKey === undefined ? null : encodeCursor({ before: nextKey['sk'] }),
    };
  };
  /** As many as there are up to `limit`, so that the newest of all statuses are among them: a query may end before. */
  const listOfStatus = async (status: Incident['status'], limit: number, before: string) => {
    const found: z.infer<typeof IncidentItem>[] = [];
    let from: Item | undefined;
    do {
      const { items, nextKey } = await table.query({
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :status AND gsi1sk < :before',
        ExpressionAttributeValues: { ':status': `incident#${status}`, ':before': before },
        ScanIndexForward: false,
        Limit: limit - found.length,
        ExclusiveStartKey: from,
      });
      found.push(...items.map((item) => IncidentItem.parse(item)));
      from = nextKey;
    } while (from !== undefined && found.length < limit);
    return found;
  };
  return {
    get: async (id: string): Promise<KeptIncident | undefined> => {
      const item = await table.get(keyOf(id));
      return item === undefined ? undefined : IncidentItem.parse(item);
    },
    /** Newest first. A page may hold fewer than `limit` when both rule and status are given. */
    list: async (request: IncidentRequest): Promise<IncidentPage> => {
      const before = readCursor(request.cursor);
      if (request.rule !== undefined) return listOfRule(request.rule, request, before);
      const statuses = request.status === undefined ? (['open', 'resolved'] as const) : [request.status];
      const found = await Promise.all(statuses.map((status) => listOfStatus(status, request.limit, before)));
      const sorted = found.flat().sort((one, other) => (one.gsi1sk < other.gsi1sk ? 1 : -1));
      const items = sorted.slice(0, request.limit);
      const isFull = items.length === request.limit;
      return { items, nextCursor: isFull ? encodeCursor({ before: items.at(-1)?.gsi1sk }) : null };
    },
    put: ({ incident, model }: KeptIncident): TransactItem => ({
      Put: {
        TableName: table.name,
        Item: {
          ...keyOf(incident.id),
          gsi1pk: `incident#${incident.status}`,
          gsi1sk: `${incident.openedAt}~${incident.id}`,
          incident,
          model,
        },
      },
    }),
  };
}

function readCursor(cursor: string | undefined): string {
  const before = decodeCursor(cursor)?.['before'] ?? END;
  if (typeof before !== 'string') throw new InvalidCursor(before);
  return before;
}
