// Incidents and their deliveries over HTTP.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { Delivery, Incident } from '#schemas/alerts/incident.ts';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import type { Context } from '#functions/platform/context.ts';
import { createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { getIncident } from '../acts/get-incident.ts';
import { listDeliveries } from '../acts/list-deliveries.ts';
import { listIncidents } from '../acts/list-incidents.ts';

const tags = ['alerts'];
const params = z.object({ id: z.string().min(1).max(200) });

const list = createRoute({
  method: 'get',
  path: '/v1/incidents',
  tags,
  summary: 'List incidents, newest first; a page may hold fewer than `limit`',
  ...secured('viewer'),
  request: { query: PageRequest.extend({ status: z.enum(['open', 'resolved']).optional(), rule: Name.optional() }) },
  responses: { 200: json(page(Incident), 'Incidents'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/incidents/{id}',
  tags,
  summary: 'Get an incident',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(Incident, 'The incident'), ...problems },
});

const deliveries = createRoute({
  method: 'get',
  path: '/v1/incidents/{id}/deliveries',
  tags,
  summary: 'How the notifications of an incident got to their channels',
  ...secured('viewer'),
  request: { params, query: PageRequest },
  responses: { 200: json(page(Delivery), 'One delivery for each notification and channel'), ...problems },
});

export const incidentRoutes = (context: Context) =>
  createRouter()
    .openapi(list, async (c) => c.json(await listIncidents(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(get, async (c) => c.json(await getIncident(context, c.get('caller'), c.req.valid('param').id), 200))
    .openapi(deliveries, async (c) => {
      const request = { ...c.req.valid('query'), ...c.req.valid('param') };
      return c.json(await listDeliveries(context, c.get('caller'), request), 200);
    });
