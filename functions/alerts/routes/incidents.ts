// Incidents and their deliveries over HTTP.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { Level } from '#schemas/alerts/condition.ts';
import { AcknowledgementRequest, Delivery, IncidentView } from '#schemas/alerts/notification.ts';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name, Owner } from '#schemas/name.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { acknowledgeIncident } from '../acts/acknowledge-incident.ts';
import { getIncident } from '../acts/get-incident.ts';
import { listIncidentDeliveries } from '../acts/list-incident-deliveries.ts';
import { listIncidents } from '../acts/list-incidents.ts';
import { parseMatchers } from '../logic/parse-matchers.ts';

const tags = ['alerts'];
const params = z.object({ id: z.string().min(1).max(200) });

const IncidentQuery = PageRequest.extend({
  status: z.enum(['open', 'resolved']).optional(),
  rule: Name.optional(),
  model: Name.optional(),
  severity: Level.optional(),
  owner: Owner.optional(),
  match: z.string().max(2000).optional().describe('Matchers on the labels, such as `origin="SFO",rule=~"mean-.*"`.'),
  from: z.iso.datetime().optional().describe('Opened at this time or later.'),
  to: z.iso.datetime().optional().describe('Opened before this time.'),
});

const list = createRoute({
  method: 'get',
  path: '/v1/incidents',
  tags,
  summary: 'List incidents, newest first; a page may hold fewer than `limit`',
  ...secured('viewer'),
  request: { query: IncidentQuery },
  responses: { 200: json(page(IncidentView), 'Incidents'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/incidents/{id}',
  tags,
  summary: 'Get an incident',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(IncidentView, 'The incident'), ...problems },
});

const acknowledge = createRoute({
  method: 'post',
  path: '/v1/incidents/{id}/acknowledge',
  tags,
  summary: 'Say that somebody looks after an open incident; it is not told of again until there is news',
  ...secured('editor'),
  request: { params, body: body(AcknowledgementRequest) },
  responses: { 200: json(IncidentView, 'The incident'), ...problems },
});

const takeBack = createRoute({
  method: 'delete',
  path: '/v1/incidents/{id}/acknowledge',
  tags,
  summary: 'Take the acknowledgement of an open incident back',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(IncidentView, 'The incident'), ...problems },
});

const deliveries = createRoute({
  method: 'get',
  path: '/v1/incidents/{id}/deliveries',
  tags,
  summary: 'How the notifications of an incident got to their channels',
  ...secured('viewer'),
  request: { params, query: PageRequest },
  responses: { 200: json(page(Delivery), 'One for each notification and channel, newest first'), ...problems },
});

export const incidentRoutes = (context: Context) =>
  createRouter()
    .openapi(list, async (c) => {
      const { match, ...filter } = c.req.valid('query');
      const matchers = match === undefined ? [] : readMatchers(match);
      return c.json(await listIncidents(context, c.get('caller'), { ...filter, matchers }), 200);
    })
    .openapi(get, async (c) => c.json(await getIncident(context, c.get('caller'), c.req.valid('param').id), 200))
    .openapi(acknowledge, async (c) => {
      const request = { ...c.req.valid('param'), ...c.req.valid('json') };
      return c.json(await acknowledgeIncident(context, c.get('caller'), request), 200);
    })
    .openapi(takeBack, async (c) => {
      const request = { ...c.req.valid('param'), comment: null };
      return c.json(await acknowledgeIncident(context, c.get('caller'), request), 200);
    })
    .openapi(deliveries, async (c) => {
      const request = { ...c.req.valid('query'), ...c.req.valid('param') };
      return c.json(await listIncidentDeliveries(context, c.get('caller'), request), 200);
    });

function readMatchers(match: string) {
  const matchers = parseMatchers(match);
  if (matchers !== undefined) return matchers;
  const reason = 'must be matchers such as origin="SFO",rule=~"mean-.*"';
  throw new PlatformError('request.invalid', `/match ${reason}`, { errors: [{ pointer: '/match', reason }] });
}
