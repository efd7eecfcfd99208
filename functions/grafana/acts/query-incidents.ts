// Answers a panel or an annotation query with the incidents that overlap its range.
import type { IncidentView } from '#schemas/alerts/notification.ts';
import type { GrafanaQueryRequest, GrafanaTable, GrafanaTarget } from '#schemas/grafana.ts';
import { listIncidents } from '#functions/alerts/acts/list-incidents.ts';
import type { IncidentFilter } from '#functions/alerts/acts/list-incidents.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { incidentMatchers } from '../logic/incident-matchers.ts';
import { readIncidentPayload } from '../logic/read-incident-payload.ts';
import { toIncidentTable } from '../logic/to-incident-table.ts';

const PAGE = 1000;
const MOST_ROWS = 10_000;
/** Incidents are found by when they opened: resolved ones are looked for so long before the range. */
const LOOKED_BACK_MS = 86_400_000;

export interface IncidentsQuery {
  request: GrafanaQueryRequest;
  target: GrafanaTarget;
  /** Where the target is in the request. */
  pointer: string;
}

/** Of the rules that the caller may see; open ones overlap every later range. @throws PlatformError query.invalid */
export async function queryIncidents(
  context: Context,
  caller: Caller,
  { request, target: { payload: given, refId }, pointer }: IncidentsQuery,
): Promise<GrafanaTable> {
  const payload = readIncidentPayload(given, request.scopedVars, `${pointer}/payload`);
  const adHocFilters = [...request.adhocFilters, ...request.filters];
  const matchers = incidentMatchers({ payload, adHocFilters, pointer: `${pointer}/payload` });
  const begin = Date.parse(request.range.from);
  const to = new Date(request.range.to).toISOString();
  const from = new Date(begin - LOOKED_BACK_MS).toISOString();
  const list = (filter: Omit<IncidentFilter, 'limit'>) => listWhole(context, caller, { ...filter, matchers, to });
  const { status } = payload;
  // One after the other: what is resolved meanwhile is then found twice, never missed.
  const open = status === 'resolved' ? [] : await list({ status: 'open' });
  const resolved = status === 'open' ? [] : await list({ status: 'resolved', from });
  const within = resolved.filter(({ resolvedAt }) => resolvedAt === null || Date.parse(resolvedAt) >= begin);
  const byId = new Map([...open, ...within].map((incident) => [incident.id, incident]));
  return toIncidentTable([...byId.values()], refId);
}

async function listWhole(
  context: Context,
  caller: Caller,
  filter: Omit<IncidentFilter, 'limit'>,
): Promise<IncidentView[]> {
  const found: IncidentView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listIncidents>> = await listIncidents(context, caller, {
      ...filter,
      limit: PAGE,
      ...(cursor === null ? {} : { cursor }),
    });
    found.push(...page.items);
    if (found.length > MOST_ROWS) {
      throw new PlatformError(
        'query.invalid',
        `there are more than ${MOST_ROWS} incidents: take a shorter range, or choose a status, rules or a severity`,
      );
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
