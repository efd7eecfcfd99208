// The incident of a label set: as it opens, and as a transition changes it.
import type { Level } from '#schemas/alerts/condition.ts';
import type { Incident, IncidentFlags, Labels } from '#schemas/alerts/incident.ts';
import type { Rule } from '#schemas/alerts/rule.ts';
import { incidentId } from './incident-id.ts';
import { renderAnnotations } from './render-annotations.ts';

/** What a window showed. */
export interface Seen {
  at: string;
  labels: Labels;
  value: number | null;
  score: number | null;
  threshold: number | null;
  reason: string;
  flags: IncidentFlags;
}

interface Opening {
  kind: Incident['kind'];
  level: Level;
  startedAt: string | null;
}

export function openIncident(rule: Rule, { kind, level, startedAt }: Opening, seen: Seen): Incident {
  const { name, model, owner, labels: ruleLabels, runbookUrl = null } = rule;
  const incident: Incident = {
    id: incidentId({ rule: name, labels: seen.labels, openedAt: new Date(seen.at) }),
    rule: name,
    model,
    owner,
    kind,
    labels: seen.labels,
    ruleLabels,
    severity: level,
    status: 'open',
    value: seen.value,
    score: seen.score,
    threshold: seen.threshold,
    startedAt: startedAt ?? seen.at,
    openedAt: seen.at,
    resolvedAt: null,
    reason: seen.reason,
    flags: seen.flags,
    annotations: {},
    runbookUrl,
  };
  return annotate(rule, incident);
}

/** The same incident with what a later window showed; what the rule says of itself is taken anew. */
export function updateIncident(rule: Rule, incident: Incident, seen: Seen): Incident {
  const { value, score, reason, flags } = seen;
  const { owner, labels: ruleLabels, runbookUrl = null } = rule;
  const threshold = seen.threshold ?? incident.threshold;
  return annotate(rule, { ...incident, value, score, threshold, reason, flags, owner, ruleLabels, runbookUrl });
}

const annotate = (rule: Rule, incident: Incident): Incident => ({
  ...incident,
  annotations: renderAnnotations(rule, incident),
});
