// Makes a route; it takes what is said of incidents from now on.
import type { Route, StoredRoute } from '#schemas/alerts/route.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { recordUses } from '#functions/platform/references.ts';
import { routeStore } from '../store/definitions.ts';
import { channelsOf, checkRoute } from './check-route.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError definition.exists, definition.invalid, access.forbidden */
export async function createRoute(context: Context, caller: Caller, route: Route): Promise<StoredRoute> {
  requireChannels(caller);
  await checkRoute(context, route);
  const store = routeStore(context.table);
  if ((await store.get(route.name)) !== undefined) throw nameIsTaken(route);
  await recordUses(context, { kind: 'route', name: route.name }, channelsOf(route));
  try {
    return await store.create(route, context.now());
  } catch (error) {
    throw error instanceof ConditionFailed ? nameIsTaken(route, error) : error;
  }
}

const nameIsTaken = ({ name }: Route, cause?: unknown) =>
  new PlatformError('definition.exists', `there is a route "${name}" already`, { cause });
