// Routes of notifications over HTTP: which incidents are told of where.
import { createRoute as describeRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { Route, RouteTest, RouteTestResult, StoredRoute } from '#schemas/alerts/route.ts';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import type { Context } from '#functions/platform/context.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { createRoute } from '../acts/create-route.ts';
import { deleteRoute } from '../acts/delete-route.ts';
import { getRoute } from '../acts/get-route.ts';
import { listRoutes } from '../acts/list-routes.ts';
import { replaceRoute } from '../acts/replace-route.ts';
import { requireName } from '../acts/require-name.ts';
import { testRoutes } from '../acts/test-routes.ts';

const tags = ['alerts'];
const params = z.object({ name: Name });

const create = describeRoute({
  method: 'post',
  path: '/v1/routes',
  tags,
  summary: 'Create a route',
  ...secured('editor'),
  request: { body: body(Route) },
  responses: { 201: json(StoredRoute, 'The route'), ...problems },
});

const test = describeRoute({
  method: 'post',
  path: '/v1/routes/test',
  tags,
  summary: 'Which routes and channels would be told of an incident with these labels',
  ...secured('editor'),
  request: { body: body(RouteTest) },
  responses: { 200: json(RouteTestResult, 'The routes in their order'), ...problems },
});

const list = describeRoute({
  method: 'get',
  path: '/v1/routes',
  tags,
  summary: 'List routes',
  ...secured('editor'),
  request: { query: PageRequest },
  responses: { 200: json(page(StoredRoute), 'Routes by name'), ...problems },
});

const get = describeRoute({
  method: 'get',
  path: '/v1/routes/{name}',
  tags,
  summary: 'Get a route',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(StoredRoute, 'The route; its version is the ETag'), ...problems },
});

const replace = describeRoute({
  method: 'put',
  path: '/v1/routes/{name}',
  tags,
  summary: 'Replace a route',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Route) },
  responses: { 200: json(StoredRoute, 'The route'), ...problems },
});

const remove = describeRoute({
  method: 'delete',
  path: '/v1/routes/{name}',
  tags,
  summary: 'Delete a route; the end of what it has told of is told all the same',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
});

export const notificationRoutes = (context: Context) =>
  createRouter()
    .openapi(test, async (c) => c.json(await testRoutes(context, c.get('caller'), c.req.valid('json')), 200))
    .openapi(create, async (c) => {
      const route = await createRoute(context, c.get('caller'), c.req.valid('json'));
      return c.json(route, 201, { etag: etagOf(route) });
    })
    .openapi(list, async (c) => c.json(await listRoutes(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(get, async (c) => {
      const route = await getRoute(context, c.get('caller'), c.req.valid('param').name);
      return c.json(route, 200, { etag: etagOf(route) });
    })
    .openapi(replace, async (c) => {
      const route = c.req.valid('json');
      requireName(c.req.valid('param').name, route);
      const ifMatch = c.req.valid('header')['if-match'];
      const stored = await replaceRoute(context, c.get('caller'), { route, ifMatch });
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(remove, async (c) => {
      const { name } = c.req.valid('param');
      await deleteRoute(context, c.get('caller'), { name, ifMatch: c.req.valid('header')['if-match'] });
      return c.body(null, 204);
    });
