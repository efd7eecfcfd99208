import { afterAll, describe, expect, it } from 'vitest';
import type { Incident } from '#schemas/alerts/incident.ts';
import { openTable } from '#engines/dynamodb/table.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import { incidentStore } from '#functions/alerts/store/incidents.ts';
import { anIncident } from '#test/support/an-incident.ts';

const table = openTable({ name: 'never-connected' });
afterAll(() => table.close());

const incidentAt = (second: number, status: Incident['status']): Incident =>
  anIncident({ id: `r~${second}~x`, rule: 'r', status, openedAt: new Date(second * 1000).toISOString() });
const itemOf = (incident: Incident) => ({
  sk: incident.id,
  gsi1pk: `incident#${incident.status}`,
  gsi1sk: `${incident.openedAt}~${incident.id}`,
  incident,
});
/** From the newest to the oldest. */
const kept = [
  itemOf(incidentAt(9, 'open')),
  itemOf(incidentAt(8, 'resolved')),
  itemOf(incidentAt(7, 'resolved')),
  itemOf(incidentAt(6, 'resolved')),
  itemOf(incidentAt(5, 'open')),
];

/** Answers each query of the index with one item and the key to go on from, as DynamoDB does at 1 MB. */
const query: Table['query'] = async ({ ExpressionAttributeValues: values = {}, ExclusiveStartKey: from }) => {
  const before = from?.['gsi1sk'] ?? values[':before'];
  const rest = kept.filter(({ gsi1pk, gsi1sk }) => gsi1pk === values[':status'] && gsi1sk < before);
  return { items: rest.slice(0, 1), nextKey: rest.length > 1 ? rest[0] : undefined };
};
const store = incidentStore({ ...table, query });

describe('the incidents of a status or of all', () => {
  it('are listed in full when the table ends a query early', async () => {
    const { items, nextCursor } = await store.list({ limit: 10 });
    expect(items.map(({ incident }) => incident.id)).toEqual(['r~9~x', 'r~8~x', 'r~7~x', 'r~6~x', 'r~5~x']);
    expect(nextCursor).toBeNull();
  });

  it('come in pages that follow one another without a gap', async () => {
    const first = await store.list({ status: 'resolved', limit: 2 });
    const second = await store.list({ status: 'resolved', limit: 2, cursor: first.nextCursor ?? 'none' });
    expect(first.items.map(({ incident }) => incident.id)).toEqual(['r~8~x', 'r~7~x']);
    expect(second.items.map(({ incident }) => incident.id)).toEqual(['r~6~x']);
    expect(second.nextCursor).toBeNull();
  });

  it('come in pages without a gap when few of them are wanted, and end where the time does', async () => {
    const isWanted = ({ incident }: { incident: Incident }) => incident.status === 'open';
    const first = await store.list({ limit: 1 }, isWanted);
    const second = await store.list({ limit: 1, cursor: first.nextCursor ?? 'none' }, isWanted);
    expect([...first.items, ...second.items].map(({ incident }) => incident.id)).toEqual(['r~9~x', 'r~5~x']);
    const times = { from: new Date(6000).toISOString(), to: new Date(8000).toISOString() };
    const young = await store.list({ limit: 10, ...times });
    expect(young.items.map(({ incident }) => incident.id)).toEqual(['r~7~x', 'r~6~x']);
    expect(young.nextCursor).toBeNull();
  });
});
