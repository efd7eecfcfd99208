// Incidents as alerts of Alertmanager's API v2. An open one ends in a few minutes unless it is sent again, as Prometheus does it: an
// alert of a platform that is gone does not stay for ever, and its resolve_timeout plays no part.
import type { Level } from '#schemas/alerts/condition.ts';
import type { NotifiedIncident } from '#schemas/alerts/notification.ts';
import { routingLabels } from '../routing-labels.ts';
import { linkOf } from './describe-notification.ts';

export interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

/** Four times as long as the time between two refreshes. */
const HELD_MS = 4 * 60_000;

export function formatAlertmanager(
  incidents: readonly NotifiedIncident[],
  { now, publicUrl }: { now: Date; publicUrl: string | undefined },
): Alert[] {
  const ends = new Date(now.getTime() + HELD_MS).toISOString();
  return incidents.flatMap((incident) => {
    const alert = alertOf(incident, incident.resolvedAt ?? ends, publicUrl);
    if (incident.event !== 'incident.level-changed') return [alert];
    // The severity is a label, so that Alertmanager takes another one for another alert: the one before ends.
    const before: Level = incident.severity === 'critical' ? 'warning' : 'critical';
    return [alert, alertOf({ ...incident, severity: before }, now.toISOString(), publicUrl)];
  });
}

function alertOf(incident: NotifiedIncident, endsAt: string, publicUrl: string | undefined): Alert {
  const { rule, reason, annotations, startedAt, runbookUrl, id } = incident;
  const filled = Object.entries(routingLabels(incident)).filter(([, value]) => value !== '');
  const link = linkOf(id, publicUrl);
  return {
    labels: { ...Object.fromEntries(filled), alertname: rule },
    annotations: {
      summary: reason,
      ...annotations,
      incident: id,
      ...(runbookUrl === null ? {} : { runbook_url: runbookUrl }),
    },
    startsAt: startedAt,
    endsAt,
    ...(link === undefined ? {} : { generatorURL: link }),
  };
}
