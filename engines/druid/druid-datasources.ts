// Segments of a datasource: how long they are kept, and their end.
// https://druid.apache.org/docs/33.0.0/api-reference/retention-rules-api
import type { DruidHttp } from './druid-http.ts';

export type DruidDatasources = ReturnType<typeof druidDatasources>;

export function druidDatasources(coordinator: DruidHttp) {
  return {
    /** Replaces the load and drop rules; none means the cluster's default (keep for ever). */
    setRules: (datasource: string, rules: object[]) =>
      coordinator.send({
        method: 'POST',
        path: `/druid/coordinator/v1/rules/${encodeURIComponent(datasource)}`,
        body: rules,
      }),
    /** Takes all segments out of service; deep storage keeps them until Druid's kill task. */
    markUnused: (datasource: string) =>
      coordinator.send({ method: 'DELETE', path: `/druid/indexer/v1/datasources/${encodeURIComponent(datasource)}` }),
  };
}
