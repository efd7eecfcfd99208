// An incident, if the caller may see its rule.
import type { IncidentView } from '#schemas/alerts/notification.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { viewIncident } from '../logic/view-incident.ts';
import { silenceStore } from '../store/definitions.ts';
import { incidentStore } from '../store/incidents.ts';
import { listAll } from '../store/list-all.ts';
import { requireAlerts } from './may-see-alerts.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getIncident(context: Context, caller: Caller, id: string): Promise<IncidentView> {
  const kept = await incidentStore(context.table).get(id);
  if (kept === undefined) throw new PlatformError('definition.not-found', `there is no incident "${id}"`);
  requireAlerts(caller, kept.incident.model);
  return viewIncident(kept, await listAll(silenceStore(context.table)), context.now());
}
