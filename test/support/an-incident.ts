// An incident, and what evaluation says of it, for tests of what comes after.
import type { Incident, IncidentEvent } from '#schemas/alerts/incident.ts';
import type { IncidentNotice, NotifiedIncident } from '#schemas/alerts/notification.ts';

const AT = '2026-01-01T00:00:00.000Z';

export function anIncident(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'mean-delay~1767225600000~0f3a',
    rule: 'mean-delay',
    model: 'flights',
    owner: 'ops',
    kind: 'condition',
    labels: { origin: 'SFO' },
    ruleLabels: { team: 'west' },
    severity: 'warning',
    status: 'open',
    value: 35,
    score: 35,
    threshold: 25,
    startedAt: AT,
    openedAt: AT,
    resolvedAt: null,
    reason: 'delay is 35 over PT1M, > 25',
    flags: { flapping: false, incomplete: false, stale: false },
    annotations: { summary: 'Flights from SFO are late' },
    runbookUrl: null,
    ...changes,
  };
}

export const notified = (changes: Partial<NotifiedIncident> = {}): NotifiedIncident => ({
  ...anIncident(changes),
  event: 'incident.opened',
  acknowledgement: null,
  ...changes,
});

/** The same incident, resolved. */
export const resolved = (incident: Incident, at: string): Incident => ({
  ...incident,
  status: 'resolved',
  resolvedAt: at,
});

export const noticeOf = (incident: Incident, type: IncidentEvent, timestamp: string): IncidentNotice => ({
  id: `msg_${incident.id}~${Date.parse(timestamp)}~${type}`,
  type,
  timestamp,
  incident,
});
