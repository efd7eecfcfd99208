// A schema or null. `.nullable()` of a schema with an id is described as an object in OpenAPI, which null is not.
import * as z from 'zod';

export const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);
