// Incidents of the rules that the caller may see, newest first.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { incidentStore } from '../store/incidents.ts';
import type { IncidentRequest } from '../store/incidents.ts';
import { maySeeAlerts } from './may-see-alerts.ts';

/** A page may hold fewer than `limit` incidents. */
export async function listIncidents(context: Context, caller: Caller, request: IncidentRequest) {
  const { items, nextCursor } = await incidentStore(context.table).list(request);
  const visible = items.filter(({ model }) => maySeeAlerts(caller, model));
  return { items: visible.map(({ incident }) => incident), nextCursor };
}
