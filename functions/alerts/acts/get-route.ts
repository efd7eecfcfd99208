// A route, if the caller may see it.
import type { StoredRoute } from '#schemas/alerts/route.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { routeStore } from '../store/definitions.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError definition.not-found, access.forbidden */
export async function getRoute(context: Context, caller: Caller, name: string): Promise<StoredRoute> {
  requireChannels(caller);
  const route = await routeStore(context.table).get(name);
  if (route === undefined) throw new PlatformError('definition.not-found', `there is no route "${name}"`);
  return route;
}
