// Changes a route. Groups that it has made are told of as it says from now on; incidents stay in the groups that they are in.
import type { Route, StoredRoute } from '#schemas/alerts/route.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { routeStore } from '../store/definitions.ts';
import { channelsOf, checkRoute } from './check-route.ts';
import { getRoute } from './get-route.ts';

export interface RouteChange {
  route: Route;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.invalid, definition.version-conflict, access.forbidden */
export async function replaceRoute(
  context: Context,
  caller: Caller,
  { route, ifMatch }: RouteChange,
): Promise<StoredRoute> {
  const current = await getRoute(context, caller, route.name);
  requireVersion(ifMatch, current);
  await checkRoute(context, route);
  const user = { kind: 'route', name: route.name } as const;
  await recordUses(context, user, channelsOf(route));
  const stored = await routeStore(context.table).replace(route, current, context.now());
  await recordUses(context, user, channelsOf(route), channelsOf(current));
  return stored;
}
