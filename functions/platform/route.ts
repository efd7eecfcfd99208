// What every room's routes are built from: a router, the pieces of a route's description, and its role check.
import { OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import type * as z from 'zod';
import { Problem } from '#schemas/problem.ts';
import type { Role } from '#schemas/token.ts';
import { requireRole } from './caller.ts';
import type { Caller } from './caller.ts';
import { PlatformError, fieldErrors } from './errors.ts';

export interface AppEnvironment {
  Variables: { caller: Caller; requestId: string };
}

/** A router whose requests are checked against their schemas: what does not fit becomes `request.invalid`. */
export function createRouter() {
  return new OpenAPIHono<AppEnvironment>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = fieldErrors(result.error);
      throw new PlatformError(
        'request.invalid',
        errors.map(({ pointer, reason }) => `${pointer} ${reason}`.trim()).join('; '),
        { errors },
      );
    },
  });
}

const problem = { content: { 'application/problem+json': { schema: Problem } } };

/** The error answers of every route. */
export const problems = {
  '4XX': { description: 'The request cannot be answered; `code` and `errors` say why.', ...problem },
  '5XX': { description: 'The platform or an engine cannot answer now.', ...problem },
} as const;

/** A JSON answer. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body, which must be there. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** Which role a route needs; spread it into the route's description. */
export function secured(role: Role) {
  const middleware = createMiddleware<AppEnvironment>(async (c, next) => {
    requireRole(c.get('caller'), role);
    await next();
  });
  return { security: [{ bearer: [] }], middleware };
}
