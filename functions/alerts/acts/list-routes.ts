// Routes by name.
import type { PageRequest } from '#schemas/definition.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { routeStore } from '../store/definitions.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError access.forbidden */
export async function listRoutes(context: Context, caller: Caller, request: PageRequest) {
  requireChannels(caller);
  return routeStore(context.table).list(request);
}
