// Grafana's JSON datasource (simpod-json-datasource): its URL is `<this API>/grafana`, its custom header the bearer token.
import { createRoute } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import {
  GrafanaFrames,
  GrafanaMetric,
  GrafanaOption,
  GrafanaOptionsRequest,
  GrafanaProblem,
  GrafanaQueryRequest,
  GrafanaTagKey,
  GrafanaTagValue,
  GrafanaTagValuesRequest,
  GrafanaVariableRequest,
  GrafanaVariableValue,
} from '#schemas/grafana.ts';
import { Problem } from '#schemas/problem.ts';
import type { Context } from '#functions/platform/context.ts';
import { body, createRouter, json, secured } from '#functions/platform/route.ts';
import type { AppEnvironment } from '#functions/platform/route.ts';
import { listMetrics } from './acts/list-metrics.ts';
import { listPayloadOptions } from './acts/list-payload-options.ts';
import { listTagKeys } from './acts/list-tag-keys.ts';
import { listTagValues } from './acts/list-tag-values.ts';
import { listVariableValues } from './acts/list-variable-values.ts';
import { queryPanel } from './acts/query-panel.ts';

const tags = ['grafana'];
const problem = { content: { 'application/problem+json': { schema: GrafanaProblem } } };
const problems = {
  '4XX': { description: 'The request cannot be answered; Grafana shows `message`.', ...problem },
  '5XX': { description: 'The platform or an engine cannot answer now; Grafana shows `message`.', ...problem },
} as const;

const health = createRoute({
  method: 'get',
  path: '/grafana',
  tags,
  summary: 'What "Save & test" asks for',
  ...secured('viewer'),
  responses: { 200: json(z.strictObject({ status: z.literal('ok') }), 'The token is valid'), ...problems },
});

const metrics = createRoute({
  method: 'post',
  path: '/grafana/metrics',
  tags,
  summary: 'Metrics, and the fields of their editors',
  ...secured('viewer'),
  responses: {
    200: json(z.array(GrafanaMetric), 'One metric for each measure of each model, and `incidents`'),
    ...problems,
  },
});

const payloadOptions = createRoute({
  method: 'post',
  path: '/grafana/metric-payload-options',
  tags,
  summary: 'What may be chosen in a field of a metric',
  ...secured('viewer'),
  request: { body: body(GrafanaOptionsRequest) },
  responses: { 200: json(z.array(GrafanaOption), 'The options'), ...problems },
});

const query = createRoute({
  method: 'post',
  path: '/grafana/query',
  tags,
  summary: 'The data of a panel',
  ...secured('viewer'),
  request: { body: body(GrafanaQueryRequest) },
  responses: { 200: json(GrafanaFrames, 'Lines of charts and tables, in the order of the targets'), ...problems },
});

const variable = createRoute({
  method: 'post',
  path: '/grafana/variable',
  tags,
  summary: 'The values of a dashboard variable',
  ...secured('viewer'),
  request: { body: body(GrafanaVariableRequest) },
  responses: { 200: json(z.array(GrafanaVariableValue), 'The values'), ...problems },
});

const tagKeys = createRoute({
  method: 'post',
  path: '/grafana/tag-keys',
  tags,
  summary: 'The dimensions of ad hoc filters',
  ...secured('viewer'),
  responses: { 200: json(z.array(GrafanaTagKey), 'The dimensions'), ...problems },
});

const tagValues = createRoute({
  method: 'post',
  path: '/grafana/tag-values',
  tags,
  summary: 'The values of a dimension for ad hoc filters',
  ...secured('viewer'),
  request: { body: body(GrafanaTagValuesRequest) },
  responses: { 200: json(z.array(GrafanaTagValue), 'The values'), ...problems },
});

/** Says an error's detail once more where Grafana looks for it. */
const withMessage = createMiddleware<AppEnvironment>(async (c, next) => {
  await next();
  if (c.res.headers.get('content-type') !== 'application/problem+json') return;
  const answer = Problem.parse(await c.res.json());
  c.res = new Response(JSON.stringify({ ...answer, message: answer.detail }), c.res);
});

export function grafanaRoutes(context: Context) {
  const router = createRouter();
  router.use('/grafana/*', withMessage);
  // Some versions of the plugin end its URL with a slash.
  router.get('/grafana/', (c) => c.json({ status: 'ok' as const }, 200));
  return router
    .openapi(health, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(metrics, async (c) => c.json(await listMetrics(context, c.get('caller')), 200))
    .openapi(payloadOptions, async (c) =>
      c.json(await listPayloadOptions(context, c.get('caller'), c.req.valid('json')), 200),
    )
    .openapi(query, async (c) => {
      const { signal } = c.req.raw;
      return c.json(await queryPanel(context, c.get('caller'), { request: c.req.valid('json'), signal }), 200);
    })
    .openapi(variable, async (c) =>
      c.json(await listVariableValues(context, c.get('caller'), c.req.valid('json')), 200),
    )
    .openapi(tagKeys, async (c) => c.json(await listTagKeys(context, c.get('caller')), 200))
    .openapi(tagValues, async (c) => c.json(await listTagValues(context, c.get('caller'), c.req.valid('json')), 200));
}
