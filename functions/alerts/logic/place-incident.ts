// Where an incident is told of: in the groups of the routes that take it, in one of its own for its rule's channels, and, to its end,
// wherever it was told of before.
import type { Incident } from '#schemas/alerts/incident.ts';
import type { Route } from '#schemas/alerts/route.ts';
import { chooseRoutes, groupIdOf, groupLabelsOf } from './choose-routes.ts';
import { routingLabels } from './routing-labels.ts';

export interface GroupSettings {
  route: string | null;
  groupLabels: Record<string, string>;
  channels: string[];
  groupWait: string;
  groupInterval: string;
  repeatInterval: string;
}
export interface GroupPlace {
  groupId: string;
  route: string | null;
  /** Undefined if only the group itself knows. */
  settings: GroupSettings | undefined;
}

export interface Placing {
  incident: Incident;
  routes: readonly Route[];
  /** Of the incident's rule; undefined if it was deleted. */
  ruleChannels: readonly string[] | undefined;
  /** The groups that it is in. */
  existing: readonly { groupId: string; route: string | null }[];
}

export function placeIncident({ incident, routes, ruleChannels, existing }: Placing): GroupPlace[] {
  const labels = routingLabels(incident);
  const isEnd = incident.status === 'resolved' && existing.length > 0;
  const chosen = isEnd ? [] : chooseRoutes(routes, labels);
  const byRoute = chosen.map((route): GroupPlace => {
    const groupId = existing.find((group) => group.route === route.name)?.groupId ?? groupIdOf(route, incident, labels);
    return { groupId, route: route.name, settings: settingsOf(route, groupLabelsOf(route, labels)) };
  });
  const own = ownPlace(incident, ruleChannels, existing);
  const places = own === undefined ? byRoute : [...byRoute, own];
  const known = new Set(places.map(({ groupId }) => groupId));
  const others = existing.filter(({ groupId }) => !known.has(groupId));
  return [...places, ...others.map(({ groupId, route }) => ({ groupId, route, settings: undefined }))];
}

export const settingsOf = (route: Route, groupLabels: Record<string, string>): GroupSettings => ({
  route: route.name,
  groupLabels,
  channels: route.channels,
  groupWait: route.groupWait,
  groupInterval: route.groupInterval,
  repeatInterval: route.repeatInterval,
});

/** The rule's own channels are told at once, of each incident by itself, and once. */
function ownPlace(
  incident: Incident,
  ruleChannels: Placing['ruleChannels'],
  existing: Placing['existing'],
): GroupPlace | undefined {
  if (ruleChannels === undefined || ruleChannels.length === 0) return undefined;
  const isEnd = incident.status === 'resolved' && existing.length > 0;
  if (isEnd && existing.every(({ route }) => route !== null)) return undefined;
  return {
    groupId: groupIdOf(null, incident, {}),
    route: null,
    settings: {
      route: null,
      groupLabels: {},
      channels: [...new Set(ruleChannels)],
      groupWait: 'PT0S',
      groupInterval: 'PT0S',
      repeatInterval: 'never',
    },
  };
}
