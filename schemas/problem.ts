// The closed list of error codes and the shape of an error answer (RFC 9457, application/problem+json).
import * as z from 'zod';

export const ERROR_CODES = {
  'request.invalid': { status: 400, title: 'The request is not valid' },
  'request.not-json': { status: 400, title: 'The body is not valid JSON' },
  'request.too-large': { status: 413, title: 'The body is larger than 4 MB' },
  'request.unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'request.not-found': { status: 404, title: 'There is nothing at this path' },
  'request.method-not-allowed': { status: 405, title: 'The path has other methods' },
  'request.idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'request.in-progress': { status: 409, title: 'A request with this Idempotency-Key is still running' },
  'request.too-many': { status: 429, title: 'There are too many requests' },
  'request.answer-not-kept': { status: 409, title: 'The request was carried out before; its answer was not kept' },
  'access.unauthenticated': { status: 401, title: 'A valid bearer token is needed' },
  'access.forbidden': { status: 403, title: 'The token does not allow this' },
  'definition.not-found': { status: 404, title: 'There is no such definition' },
  'definition.exists': { status: 409, title: 'The name is taken' },
  'definition.version-conflict': { status: 412, title: 'The definition has changed since it was read' },
  'definition.in-use': { status: 409, title: 'Other definitions depend on it' },
  'definition.invalid': { status: 422, title: 'The definition is not valid' },
  'stream.schema-incompatible': { status: 409, title: 'The schema change is not compatible' },
  'pipeline.invalid': { status: 422, title: 'The pipeline is not valid' },
  'pipeline.over-quota': { status: 409, title: 'The pipeline needs more than the account may have' },
  'pipeline.wrong-state': { status: 409, title: 'The pipeline is not in a state that allows this' },
  'incident.resolved': { status: 409, title: 'The incident is resolved' },
  'channel.wrong-type': { status: 409, title: 'The channel is of a type that does not have this' },
  'query.invalid': { status: 422, title: 'The query is not valid' },
  'query.refused': { status: 403, title: 'The SQL uses something that is not allowed' },
  'query.cancelled': { status: 409, title: 'The query was cancelled' },
  'query.timeout': { status: 504, title: 'The query took too long' },
  'engine.unreachable': { status: 503, title: 'An engine cannot be reached' },
  'engine.timeout': { status: 504, title: 'An engine did not answer in time' },
  'engine.busy': { status: 503, title: 'An engine has no capacity left' },
  'engine.failed': { status: 502, title: 'An engine failed' },
  'internal.unexpected': { status: 500, title: 'Something unexpected happened' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One reason: where in the request (JSON pointer; `/` + name for a query or path parameter) and why. */
export const FieldError = z.strictObject({
  pointer: z.string(),
  reason: z.string(),
  line: z.int().optional().describe('1-based line in the text at `pointer`.'),
  column: z.int().optional().describe('1-based column in that line.'),
});
export type FieldError = z.infer<typeof FieldError>;

export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string().optional(),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
