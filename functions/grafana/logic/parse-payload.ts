// A target's payload as a schema has it. The builder of the plugin sends texts, its code mode sends JSON.
import * as z from 'zod';
import type { GrafanaVariables } from '#schemas/grafana.ts';
import { PlatformError, fieldErrors } from '#functions/platform/errors.ts';
import { expandVariables } from './expand-variables.ts';

interface PayloadPlace {
  variables: GrafanaVariables;
  /** Where the payload is in the request. */
  pointer: string;
}

/** @throws PlatformError query.invalid */
export function parsePayload<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
  { variables, pointer }: PayloadPlace,
): z.infer<Schema> {
  const parsed = schema.safeParse(expandVariables(payload, variables));
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, pointer);
  throw new PlatformError('query.invalid', errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '), {
    errors,
  });
}

/** An empty text is what a cleared field of the builder leaves behind. */
export const orEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema);

export const listOf = (value: unknown): unknown => (typeof value === 'string' ? [value] : value);

/** A text that is JSON as what it says; a payload that is not there as an empty one. */
export function payloadOf(payload: unknown): unknown {
  return payload === undefined || payload === null || payload === '' ? {} : jsonOf(payload);
}

export function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
