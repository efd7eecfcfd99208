// GET /readyz: one line per dependency with its reason; 200 when all answer, 503 when one does not.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { toPlatformError } from './errors.ts';
import { createRouter, json, problems, secured } from './route.ts';

export type Check = () => Promise<void>;

const CHECK_TIMEOUT_MS = 3_000;

const Readiness = z
  .strictObject({
    ready: z.boolean(),
    dependencies: z.array(
      z.strictObject({ name: z.string(), ready: z.boolean(), reason: z.string().nullable(), latencyMs: z.int() }),
    ),
  })
  .meta({ id: 'Readiness' });

const route = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['platform'],
  summary: 'Whether everything that the platform depends on answers',
  ...secured('viewer'),
  responses: { 200: json(Readiness, 'All answer'), 503: json(Readiness, 'One does not'), '4XX': problems['4XX'] },
});

/** @param checks by the dependency's name; a check throws when it does not answer. */
export function readinessRoutes(checks: Record<string, Check>) {
  return createRouter().openapi(route, async (c) => {
    const dependencies = await Promise.all(Object.entries(checks).map(([name, check]) => judge(name, check)));
    const ready = dependencies.every((dependency) => dependency.ready);
    return ready ? c.json({ ready, dependencies }, 200) : c.json({ ready, dependencies }, 503);
  });
}

async function judge(name: string, check: Check) {
  const startedAt = performance.now();
  const reason = await Promise.race([check(), timeout()]).then(
    () => null,
    (error: unknown) => toPlatformError(error).message,
  );
  return { name, ready: reason === null, reason, latencyMs: Math.round(performance.now() - startedAt) };
}

async function timeout(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS).unref();
  });
}
