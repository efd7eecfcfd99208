// The HTTP application around the rooms: request ids, authentication, body limit, errors, OpenAPI and its docs page.
import { randomUUID } from 'node:crypto';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { createMiddleware } from 'hono/factory';
import { ERROR_CODES } from '#schemas/problem.ts';
import type { ErrorCode } from '#schemas/problem.ts';
import type { Authenticate } from './caller.ts';
import { docsRoutes } from './docs.ts';
import { PlatformError, toPlatformError, toProblem } from './errors.ts';
import { idempotency } from './idempotency.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { Log } from './log.ts';
import { createRouter } from './route.ts';
import type { AppEnvironment } from './route.ts';

export const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const OPEN_PATHS = /^\/(healthz|docs(\/.*)?|openapi\.json)$/;

export interface AppOptions {
  authenticate: Authenticate;
  idempotencyStore: IdempotencyStore;
  log: Log;
}

/** The application without rooms: mount them with `.route('/', ...)`. Every error of theirs is answered here. */
export function createApp({ authenticate, idempotencyStore, log }: AppOptions) {
  const app = createRouter();
  app.use(assignRequestId);
  app.use(limitBody);
  app.use(authenticateUnlessOpen(authenticate));
  app.use(idempotency(idempotencyStore, log));
  app.get('/healthz', (c) => c.json({ status: 'alive' }));
  app.route('/', docsRoutes());
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Millrace', version: '0.1.0', description: 'Streams, pipelines, models, queries and alerts.' },
  });
  app.notFound((c) => {
    const { method, path } = c.req;
    const allowed = METHODS.filter((each) =>
      app.router.match(each, path)[0].some(([[, route]]) => route.method === each),
    );
    if (allowed.length === 0) return answer(c, new PlatformError('request.not-found', `there is no ${method} ${path}`));
    const allow = allowed.join(', ');
    const refused = answer(c, new PlatformError('request.method-not-allowed', `${path} has ${allow}, not ${method}`));
    refused.headers.set('allow', allow);
    return refused;
  });
  app.onError((error, c) => {
    const platformError = error instanceof HTTPException ? fromHttpException(error) : toPlatformError(error);
    const fields = { requestId: c.get('requestId'), method: c.req.method, path: c.req.path, code: platformError.code };
    if (ERROR_CODES[platformError.code].status >= 500) log.error('request.failed', platformError, fields);
    return answer(c, platformError);
  });
  return app;
}

type AppContext = Parameters<Parameters<ReturnType<typeof createRouter>['notFound']>[0]>[0];

function answer(c: AppContext, error: PlatformError): Response {
  const problem = toProblem(error, c.get('requestId'));
  const headers = new Headers({ 'content-type': 'application/problem+json', 'x-request-id': c.get('requestId') });
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer');
  if (problem.status === 503) headers.set('retry-after', '5');
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** What the router refuses before a room sees it. The room of streams takes more than JSON, and looks for itself. */
const HTTP_EXCEPTIONS: Readonly<Record<number, { code: ErrorCode; detail?: string }>> = {
  400: { code: 'request.not-json' },
  413: { code: 'request.too-large' },
  415: { code: 'request.unsupported-media-type', detail: 'send application/json' },
};

function fromHttpException(error: HTTPException): PlatformError {
  const { code, detail = error.message } = HTTP_EXCEPTIONS[error.status] ?? { code: 'request.invalid' };
  return new PlatformError(code, detail, { cause: error });
}

const assignRequestId = createMiddleware<AppEnvironment>(async (c, next) => {
  c.set('requestId', randomUUID());
  await next();
  c.header('x-request-id', c.get('requestId'));
});

const limitBody = bodyLimit({
  maxSize: BODY_LIMIT_BYTES,
  onError: () => {
    throw new PlatformError('request.too-large', 'send it in parts of at most 4 MB');
  },
});

function authenticateUnlessOpen(authenticate: Authenticate) {
  return createMiddleware<AppEnvironment>(async (c, next) => {
    if (!OPEN_PATHS.test(c.req.path)) c.set('caller', await authenticate(c.req.header('authorization')));
    await next();
  });
}
