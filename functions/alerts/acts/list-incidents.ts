// Incidents of the rules that the caller may see, newest first.
import type { Level } from '#schemas/alerts/condition.ts';
import type { Matcher } from '#schemas/alerts/matcher.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { matchesAll } from '../logic/match-labels.ts';
import { routingLabels } from '../logic/routing-labels.ts';
import { viewIncident } from '../logic/view-incident.ts';
import { silenceStore } from '../store/definitions.ts';
import { incidentStore } from '../store/incidents.ts';
import type { IncidentRequest, KeptIncident } from '../store/incidents.ts';
import { listAll } from '../store/list-all.ts';
import { checkMatchers } from './check-matchers.ts';
import { maySeeAlerts } from './may-see-alerts.ts';

export interface IncidentFilter extends IncidentRequest {
  model?: string | undefined;
  severity?: Level | undefined;
  owner?: string | undefined;
  matchers?: readonly Matcher[] | undefined;
}

/** A page may hold fewer than `limit` incidents. @throws PlatformError request.invalid for a pattern that is none */
export async function listIncidents({ table, now }: Context, caller: Caller, filter: IncidentFilter) {
  const { model, severity, owner, matchers = [] } = filter;
  checkMatchers('request.invalid', matchers, '/match');
  const isWanted = ({ incident }: KeptIncident) =>
    maySeeAlerts(caller, incident.model) &&
    (model === undefined || incident.model === model) &&
    (severity === undefined || incident.severity === severity) &&
    (owner === undefined || incident.owner === owner) &&
    matchesAll(matchers, routingLabels(incident));
  const [page, silences] = await Promise.all([
    incidentStore(table).list(filter, isWanted),
    listAll(silenceStore(table)),
  ]);
  return { ...page, items: page.items.map((kept) => viewIncident(kept, silences, now())) };
}
