// Which routes would take an incident with some labels.
import type { RouteTest, RouteTestResult } from '#schemas/alerts/route.ts';
import type { Caller } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { chooseRoutes, groupLabelsOf } from '../logic/choose-routes.ts';
import { routeStore } from '../store/definitions.ts';
import { listAll } from '../store/list-all.ts';
import { requireChannels } from './may-see-alerts.ts';

/** @throws PlatformError access.forbidden */
export async function testRoutes(context: Context, caller: Caller, { labels }: RouteTest): Promise<RouteTestResult> {
  requireChannels(caller);
  const chosen = chooseRoutes(await listAll(routeStore(context.table)), labels);
  return {
    routes: chosen.map((route) => ({
      name: route.name,
      channels: route.channels,
      groupLabels: groupLabelsOf(route, labels),
    })),
    channels: [...new Set(chosen.flatMap(({ channels }) => channels))],
  };
}
