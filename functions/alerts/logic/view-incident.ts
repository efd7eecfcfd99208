// An incident as it is answered: with who looks after it, and what holds back its notifications.
import type { Incident } from '#schemas/alerts/incident.ts';
import type { Acknowledgement, IncidentView } from '#schemas/alerts/notification.ts';
import type { Silence } from '#schemas/alerts/silence.ts';
import { routingLabels } from './routing-labels.ts';
import { silencesOf } from './silencing.ts';

interface Kept {
  incident: Incident;
  acknowledgement: Acknowledgement | null;
}

export function viewIncident(
  { incident, acknowledgement }: Kept,
  silences: readonly Silence[],
  now: Date,
): IncidentView {
  const isOpen = incident.status === 'open';
  const matching = isOpen ? silencesOf(silences, routingLabels(incident), now) : [];
  return { ...incident, acknowledgement, silencedBy: matching.map(({ name }) => name) };
}
