// What a definition may be called: the same name is a Kafka topic, a Flink view, a Druid datasource and a URL segment.
import * as z from 'zod';

/** Name of a stream, pipeline, model, rule or channel: starts with a letter, then letters, digits, `_` and `-`, 64 at most. */
export const Name = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,63}$/,
    'must start with a lower-case letter and hold only a-z, 0-9, "_" and "-" (64 at most)',
  );

/** Name of a field, column, dimension or measure: `__` at the start is reserved for the platform and the engines. */
export const FieldName = z
  .string()
  .regex(/^(?!__)[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must hold only letters, digits and "_", and not start with "__"');

export const Owner = z.string().min(1).max(100).describe('The person or team to ask.');
export const Description = z.string().max(2000);
