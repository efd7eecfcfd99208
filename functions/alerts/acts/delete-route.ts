// Deletes a route. What it has made known is told to its end, as it said.
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { requireVersion } from '#functions/platform/precondition.ts';
import { recordUses } from '#functions/platform/references.ts';
import { routeStore } from '../store/definitions.ts';
import { channelsOf } from './check-route.ts';
import { getRoute } from './get-route.ts';

export interface RouteDeletion {
  name: string;
  ifMatch: string | undefined;
}

/** @throws PlatformError definition.not-found, definition.version-conflict, access.forbidden */
export async function deleteRoute(context: Context, caller: Caller, { name, ifMatch }: RouteDeletion): Promise<void> {
  const route = await getRoute(context, caller, name);
  requireVersion(ifMatch, route);
  await routeStore(context.table).remove(name, route.version);
  await recordUses(context, { kind: 'route', name }, [], channelsOf(route));
}
