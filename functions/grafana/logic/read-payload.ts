// What a panel's target asks for beside its metric, where that is a measure.
import * as z from 'zod';
import { Filter } from '#schemas/filter.ts';
import type { GrafanaVariables } from '#schemas/grafana.ts';
import { FieldName } from '#schemas/name.ts';
import { GRANULARITIES } from './choose-granularity.ts';
import { jsonOf, listOf, orEmpty, parsePayload, payloadOf } from './parse-payload.ts';

export const GrafanaPayload = z.strictObject({
  groupBy: orEmpty(z.preprocess(listOf, z.array(FieldName).max(10).default([]))),
  filters: orEmpty(z.array(Filter).max(100).default([])),
  granularity: orEmpty(z.enum(['auto', 'all', ...GRANULARITIES]).optional()),
  format: orEmpty(z.enum(['timeseries', 'table']).default('timeseries')),
  limit: orEmpty(z.coerce.number().int().min(1).max(100_000).optional()),
});
export type GrafanaPayload = z.infer<typeof GrafanaPayload>;

/** @throws PlatformError query.invalid; `pointer` is where the payload is in the request */
export function readPayload(payload: unknown, variables: GrafanaVariables, pointer: string): GrafanaPayload {
  const given = payloadOf(payload);
  const filled = typeof given === 'object' && given !== null && 'filters' in given ? withFilters(given) : given;
  return parsePayload(GrafanaPayload, filled, { variables, pointer });
}

const withFilters = (given: { filters: unknown }) => ({ ...given, filters: jsonOf(given.filters) });
