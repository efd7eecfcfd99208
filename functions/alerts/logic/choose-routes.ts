// Which routes take an incident: in their order, each that matches, up to the first that does not continue.
import { createHash } from 'node:crypto';
import type { Incident } from '#schemas/alerts/incident.ts';
import type { Route } from '#schemas/alerts/route.ts';
import { matchesAll } from './match-labels.ts';
import type { TextLabels } from './match-labels.ts';

export function chooseRoutes<One extends Route>(routes: readonly One[], labels: TextLabels): One[] {
  const chosen: One[] = [];
  for (const route of routes.toSorted(byOrder)) {
    if (!route.enabled || !matchesAll(route.matchers, labels)) continue;
    chosen.push(route);
    if (!route.continue) break;
  }
  return chosen;
}

function byOrder(one: Route, other: Route): number {
  if (one.order !== other.order) return one.order - other.order;
  return one.name < other.name ? -1 : 1;
}

/** What the incidents of a group have in common; a label that is not there is empty. */
export function groupLabelsOf({ groupBy }: Pick<Route, 'groupBy'>, labels: TextLabels): Record<string, string> {
  const names = groupBy === 'incident' ? Object.keys(labels) : groupBy;
  return Object.fromEntries(names.toSorted().map((name) => [name, labels[name] ?? '']));
}

/** The same for incidents that are told of together. @param route null for the rule's own channels */
export function groupIdOf(
  route: Pick<Route, 'name' | 'groupBy'> | null,
  incident: Incident,
  labels: TextLabels,
): string {
  const isAlone = route === null || route.groupBy === 'incident';
  const group = isAlone ? incident.id : Object.entries(groupLabelsOf(route, labels));
  const text = JSON.stringify([route?.name ?? null, isAlone, group]);
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
