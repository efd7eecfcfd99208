// Incidents as they are now, for receivers that keep a state of their own.
import type { Notification, NotifiedIncident } from '#schemas/alerts/notification.ts';
import type { Context } from '#functions/platform/context.ts';
import { isTold, markKey } from '../logic/told-marks.ts';
import { incidentStore } from '../store/incidents.ts';
import { notificationGroupStore } from '../store/notification-groups.ts';
import { bounded } from './bounded.ts';

const AT_ONCE = 8;

/** What was new of one that is over now is that it is over. One that is not kept (of a test) is as it was told. */
export function currentIncidents({ table }: Context, { data }: Notification): Promise<NotifiedIncident[]> {
  return bounded(AT_ONCE, data.incidents, async (told) => {
    const kept = await incidentStore(table).get(told.id);
    if (kept === undefined || kept.incident.status === told.status) return told;
    const event = told.event === null ? null : ('incident.resolved' as const);
    return { ...kept.incident, acknowledgement: kept.acknowledgement, event };
  });
}

/** Those that the group has told of. */
export async function openIncidentsOfGroup({ table }: Context, groupId: string): Promise<NotifiedIncident[]> {
  const groups = notificationGroupStore(table);
  const [head, members] = await Promise.all([groups.getHead(groupId), groups.listMembers(groupId)]);
  return members
    .filter(({ notice: { incident } }) => incident.status === 'open' && isTold(head?.told[markKey(incident.id)]))
    .map(({ notice, acknowledgement }) => Object.assign({}, notice.incident, { acknowledgement, event: null }));
}
