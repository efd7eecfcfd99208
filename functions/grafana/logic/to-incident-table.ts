// Incidents as a table, newest first. Its columns time, timeEnd, title, text, tags and id are also what annotations are made of.
import type { Labels } from '#schemas/alerts/incident.ts';
import type { IncidentView } from '#schemas/alerts/notification.ts';
import type { GrafanaTable } from '#schemas/grafana.ts';

type Column = GrafanaTable['columns'][number] & { of: (incident: IncidentView) => string | number | null };

const COLUMNS: readonly Column[] = [
  { text: 'time', type: 'time', of: ({ openedAt }) => Date.parse(openedAt) },
  { text: 'timeEnd', type: 'time', of: ({ resolvedAt }) => (resolvedAt === null ? null : Date.parse(resolvedAt)) },
  { text: 'title', type: 'string', of: titleOf },
  { text: 'text', type: 'string', of: ({ annotations, reason }) => annotations['summary'] ?? reason },
  { text: 'tags', type: 'string', of: tagsOf },
  { text: 'rule', type: 'string', of: ({ rule }) => rule },
  { text: 'model', type: 'string', of: ({ model }) => model },
  { text: 'severity', type: 'string', of: ({ severity }) => severity },
  { text: 'status', type: 'string', of: ({ status }) => status },
  { text: 'value', type: 'number', of: ({ value }) => value },
  { text: 'threshold', type: 'number', of: ({ threshold }) => threshold },
  { text: 'labels', type: 'string', of: ({ labels }) => pairsOf(labels).join(', ') },
  { text: 'acknowledgedBy', type: 'string', of: ({ acknowledgement }) => acknowledgement?.by ?? null },
  { text: 'id', type: 'string', of: ({ id }) => id },
];

export function toIncidentTable(incidents: readonly IncidentView[], refId: string | undefined): GrafanaTable {
  const sorted = incidents.toSorted(
    (one, other) => Date.parse(other.openedAt) - Date.parse(one.openedAt) || (one.id < other.id ? -1 : 1),
  );
  return {
    refId,
    type: 'table',
    columns: COLUMNS.map(({ text, type }) => ({ text, type })),
    rows: sorted.map((incident) => COLUMNS.map((column) => column.of(incident))),
  };
}

function titleOf({ rule, severity, labels }: IncidentView): string {
  const pairs = pairsOf(labels);
  return pairs.length === 0 ? `${rule} is ${severity}` : `${rule} is ${severity} for ${pairs.join(', ')}`;
}

/** Grafana splits them at commas. */
function tagsOf({ rule, severity, labels, ruleLabels }: IncidentView): string {
  const tags = [severity, rule, ...pairsOf({ ...labels, ...ruleLabels })];
  return tags.map((tag) => tag.replaceAll(/\s*,\s*/g, ' ')).join(',');
}

const pairsOf = (labels: Labels): string[] =>
  Object.entries(labels).map(([name, value]) => `${name}=${value ?? 'null'}`);
