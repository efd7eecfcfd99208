// What a panel's target asks for beside its metric. The builder of the plugin sends texts, its code mode sends JSON.
import * as z from 'zod';
import { Filter } from '#schemas/filter.ts';
import type { GrafanaVariables } from '#schemas/grafana.ts';
import { FieldName } from '#schemas/name.ts';
import { PlatformError, fieldErrors } from '#functions/platform/errors.ts';
import { GRANULARITIES } from './choose-granularity.ts';
import { expandVariables } from './expand-variables.ts';

/** An empty text is what a cleared field of the builder leaves behind. */
const orEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema);

const listOf = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);
const jsonOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

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
  const given = jsonOf(payload === undefined || payload === null || payload === '' ? {} : payload);
  const filled = typeof given === 'object' && given !== null && 'filters' in given ? withFilters(given) : given;
  const parsed = GrafanaPayload.safeParse(expandVariables(filled, variables));
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, pointer);
  throw new PlatformError('query.invalid', errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '), {
    errors,
  });
}

const withFilters = (given: { filters: unknown }) => ({ ...given, filters: jsonOf(given.filters) });
