// What a panel or a variable asks for, as a query.
import { Query } from '#schemas/query.ts';
import { PlatformError, fieldErrors } from '#functions/platform/errors.ts';

/** @throws PlatformError query.invalid; `pointer` is where the query is described in the request */
export function parseQuery(query: object, pointer: string): Query {
  const parsed = Query.safeParse(query);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, pointer);
  throw new PlatformError('query.invalid', errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; '), {
    errors,
    cause: parsed.error,
  });
}
