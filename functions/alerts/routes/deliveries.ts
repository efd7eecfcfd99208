// Deliveries over HTTP: what was told, whether it got there, and again. For editors, as channels are.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { Delivery, DeliveryDetail } from '#schemas/alerts/notification.ts';
import type { Context } from '#functions/platform/context.ts';
import { createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { getDelivery } from '../acts/get-delivery.ts';
import { replayDelivery } from '../acts/replay-delivery.ts';

const tags = ['alerts'];
const params = z.object({ id: z.string().min(1).max(300) });

const get = createRoute({
  method: 'get',
  path: '/v1/deliveries/{id}',
  tags,
  summary: 'Get a delivery with what it tells',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(DeliveryDetail, 'The delivery'), ...problems },
});

const replay = createRoute({
  method: 'post',
  path: '/v1/deliveries/{id}/replay',
  tags,
  summary: 'Make a delivery again, with the same id',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(Delivery, 'The delivery after the attempt'), ...problems },
});

export const deliveryRoutes = (context: Context) =>
  createRouter()
    .openapi(get, async (c) => c.json(await getDelivery(context, c.get('caller'), c.req.valid('param').id), 200))
    .openapi(replay, async (c) => c.json(await replayDelivery(context, c.get('caller'), c.req.valid('param').id), 200));
