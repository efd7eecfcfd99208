// What a target asks for whose metric is `incidents`.
import * as z from 'zod';
import { Level } from '#schemas/alerts/condition.ts';
import type { GrafanaVariables } from '#schemas/grafana.ts';
import { listOf, orEmpty, parsePayload, payloadOf } from './parse-payload.ts';
import { readAlternatives } from './read-alternatives.ts';

export const INCIDENT_STATUSES = ['all', 'open', 'resolved'] as const;

/** Names or patterns, such as the builder makes of variables with many values: `(no-flights|stale-flights)`. */
const Patterns = orEmpty(z.preprocess(listOf, z.array(z.string().min(1).max(10_000)).max(100).default([])));

const levelsOf = (value: unknown): unknown => {
  const list = listOf(value);
  return Array.isArray(list)
    ? list.flatMap((one) => (typeof one === 'string' ? (readAlternatives(one) ?? one) : [one]))
    : list;
};

export const IncidentPayload = z.strictObject({
  status: orEmpty(z.enum(INCIDENT_STATUSES).default('all')),
  rule: Patterns,
  model: Patterns,
  severity: orEmpty(z.preprocess(levelsOf, z.array(Level).max(100).default([]))),
  format: orEmpty(z.literal('table').default('table')),
});
export type IncidentPayload = z.infer<typeof IncidentPayload>;

/** @throws PlatformError query.invalid; `pointer` is where the payload is in the request */
export const readIncidentPayload = (payload: unknown, variables: GrafanaVariables, pointer: string): IncidentPayload =>
  parsePayload(IncidentPayload, payloadOf(payload), { variables, pointer });
