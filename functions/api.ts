// The whole HTTP API: every room mounted on the application.
import { authenticateWith } from './access/acts/authenticate.ts';
import { accessRoutes } from './access/routes.ts';
import { alertRoutes } from './alerts/routes.ts';
import { grafanaRoutes } from './grafana/routes.ts';
import { modelRoutes } from './models/routes.ts';
import { createApp } from './platform/app.ts';
import type { Context } from './platform/context.ts';
import { idempotencyStore } from './platform/idempotency.ts';
import { pipelineRoutes } from './pipelines/routes.ts';
import { readinessRoutes } from './platform/readiness.ts';
import { queryRoutes } from './queries/routes.ts';
import { streamRoutes } from './streams/routes.ts';

export type Api = ReturnType<typeof createApi>;

export function createApi(context: Context) {
  return createApp({
    authenticate: authenticateWith(context),
    idempotencyStore: idempotencyStore(context.table, context.now),
    log: context.log,
  })
    .route('/', readinessRoutes(checksOf(context)))
    .route('/', accessRoutes(context))
    .route('/', streamRoutes(context))
    .route('/', pipelineRoutes(context))
    .route('/', modelRoutes(context))
    .route('/', queryRoutes(context))
    .route('/', alertRoutes(context))
    .route('/', grafanaRoutes(context));
}

function checksOf({ table, s3, kafka, planner, flink, druid }: Context) {
  return {
    dynamodb: () => table.check(),
    s3: () => s3.check(),
    kafka: () => kafka.check(),
    planner: () => planner.check(),
    flink: () => flink.check(),
    druid: () => druid.check(),
  };
}
