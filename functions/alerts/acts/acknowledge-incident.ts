// Somebody looks after an incident, or no longer: the groups that tell of it learn it, so that they tell of it and repeat it no more.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Acknowledgement, IncidentView } from '#schemas/alerts/notification.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { newestNotice } from '../logic/newest-notice.ts';
import { touchGroup } from '../logic/touch-group.ts';
import { incidentStore } from '../store/incidents.ts';
import { notificationGroupStore } from '../store/notification-groups.ts';
import { outboxStore } from '../store/outbox.ts';
import { getIncident } from './get-incident.ts';
import { isOvertaken } from './is-overtaken.ts';

const ATTEMPTS = 5;
const PAUSE_MS = 50;

/** @param comment null to take it back. @throws PlatformError definition.not-found, access.forbidden, incident.resolved */
export async function acknowledgeIncident(
  context: Context,
  caller: Caller,
  { id, comment }: { id: string; comment: string | null },
): Promise<IncidentView> {
  await getIncident(context, caller, id);
  const acknowledgement = comment === null ? null : { by: caller.name, at: context.now().toISOString(), comment };
  if (!(await incidentStore(context.table).acknowledge(id, acknowledgement))) {
    throw new PlatformError('incident.resolved', `the incident "${id}" is resolved: there is nothing to look after`);
  }
  const notices = await outboxStore(context.table).listOfIncident(id);
  const groupIds = new Set(notices.flatMap(({ memberships }) => memberships.map(({ groupId }) => groupId)));
  for (const groupId of groupIds) await tellGroup(context, { groupId, id, acknowledgement });
  return getIncident(context, caller, id);
}

interface Change {
  groupId: string;
  id: string;
  acknowledgement: Acknowledgement | null;
}

/** A group that the incident has left is left alone. */
async function tellGroup({ table, now }: Context, { groupId, id, acknowledgement }: Change): Promise<void> {
  const groups = notificationGroupStore(table);
  for (let attempt = 1; ; attempt += 1) {
    const [head, notices] = await Promise.all([groups.getHead(groupId), outboxStore(table).listOfIncident(id)]);
    const notice = newestNotice(notices.flatMap(({ notice, status }) => (status === 'routed' ? [notice] : [])));
    if (head === undefined || notice === undefined || notice.incident.status === 'resolved') return;
    try {
      await table.transact([
        groups.putMember(groupId, { notice, acknowledgement }),
        groups.touch(groupId, head, touchGroup(head, head.settings, now().getTime())),
      ]);
      return;
    } catch (error) {
      if (!isOvertaken(error) || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS * attempt);
    }
  }
}
