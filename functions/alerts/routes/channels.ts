// Channels over HTTP, for editors: a channel's URL may itself be a secret.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import {
  Channel,
  ChannelStatus,
  CreatedChannel,
  RotatedSecret,
  SecretRotation,
  StoredChannel,
} from '#schemas/alerts/channel.ts';
import { Delivery } from '#schemas/alerts/notification.ts';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import type { Context } from '#functions/platform/context.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { createChannel } from '../acts/create-channel.ts';
import { deleteChannel } from '../acts/delete-channel.ts';
import { enableChannel } from '../acts/enable-channel.ts';
import { getChannelStatus } from '../acts/get-channel-status.ts';
import { getChannel } from '../acts/get-channel.ts';
import { listChannelDeliveries } from '../acts/list-channel-deliveries.ts';
import { listChannels } from '../acts/list-channels.ts';
import { replaceChannel } from '../acts/replace-channel.ts';
import { requireName } from '../acts/require-name.ts';
import { rotateChannelSecret } from '../acts/rotate-channel-secret.ts';
import { testChannel } from '../acts/test-channel.ts';

const tags = ['alerts'];
const params = z.object({ name: Name });

const create = createRoute({
  method: 'post',
  path: '/v1/channels',
  tags,
  summary: 'Create a channel; its secret is shown only here',
  ...secured('editor'),
  request: { body: body(Channel) },
  responses: { 201: json(CreatedChannel, 'The channel with its secret'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/channels',
  tags,
  summary: 'List channels',
  ...secured('editor'),
  request: { query: PageRequest },
  responses: { 200: json(page(StoredChannel), 'Channels by name, without their secrets'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/channels/{name}',
  tags,
  summary: 'Get a channel',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(StoredChannel, 'The channel without its secret; its version is the ETag'), ...problems },
});

const replace = createRoute({
  method: 'put',
  path: '/v1/channels/{name}',
  tags,
  summary: 'Replace a channel, and enable it; its secret stays unless a new one is given',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Channel) },
  responses: { 200: json(StoredChannel, 'The channel without its secret'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/channels/{name}',
  tags,
  summary: 'Delete a channel that no rule or route uses',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
});

const status = createRoute({
  method: 'get',
  path: '/v1/channels/{name}/status',
  tags,
  summary: 'How a channel fares: last success, last error, whether it is disabled',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(ChannelStatus, 'The status'), ...problems },
});

const enable = createRoute({
  method: 'post',
  path: '/v1/channels/{name}/enable',
  tags,
  summary: 'Send again to a channel that its receiver had closed',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(ChannelStatus, 'The status'), ...problems },
});

const test = createRoute({
  method: 'post',
  path: '/v1/channels/{name}/test',
  tags,
  summary: 'Send a test notification',
  ...secured('editor'),
  request: { params },
  responses: { 200: json(Delivery, 'The delivery after its first attempt'), ...problems },
});

const rotate = createRoute({
  method: 'post',
  path: '/v1/channels/{name}/rotate-secret',
  tags,
  summary: 'Give a webhook a new signing secret; the old one signs too until it retires',
  ...secured('editor'),
  request: { params, body: body(SecretRotation) },
  responses: { 200: json(RotatedSecret, 'The new secret, shown only here'), ...problems },
});

const deliveries = createRoute({
  method: 'get',
  path: '/v1/channels/{name}/deliveries',
  tags,
  summary: 'What was sent to a channel',
  ...secured('editor'),
  request: { params, query: PageRequest },
  responses: { 200: json(page(Delivery), 'Deliveries, newest first'), ...problems },
});

export const channelRoutes = (context: Context) =>
  createRouter()
    .openapi(create, async (c) => {
      const channel = await createChannel(context, c.get('caller'), c.req.valid('json'));
      return c.json(channel, 201, { etag: etagOf(channel), 'cache-control': 'no-store' });
    })
    .openapi(list, async (c) => c.json(await listChannels(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(get, async (c) => {
      const channel = await getChannel(context, c.get('caller'), c.req.valid('param').name);
      return c.json(channel, 200, { etag: etagOf(channel) });
    })
    .openapi(replace, async (c) => {
      const channel = c.req.valid('json');
      requireName(c.req.valid('param').name, channel);
      const ifMatch = c.req.valid('header')['if-match'];
      const stored = await replaceChannel(context, c.get('caller'), { channel, ifMatch });
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(remove, async (c) => {
      const { name } = c.req.valid('param');
      await deleteChannel(context, c.get('caller'), { name, ifMatch: c.req.valid('header')['if-match'] });
      return c.body(null, 204);
    })
    .openapi(status, async (c) =>
      c.json(await getChannelStatus(context, c.get('caller'), c.req.valid('param').name), 200),
    )
    .openapi(enable, async (c) => c.json(await enableChannel(context, c.get('caller'), c.req.valid('param').name), 200))
    .openapi(test, async (c) => c.json(await testChannel(context, c.get('caller'), c.req.valid('param').name), 200))
    .openapi(rotate, async (c) => {
      const request = { ...c.req.valid('param'), ...c.req.valid('json') };
      const rotated = await rotateChannelSecret(context, c.get('caller'), request);
      return c.json(rotated, 200, { 'cache-control': 'no-store' });
    })
    .openapi(deliveries, async (c) => {
      const request = { ...c.req.valid('param'), ...c.req.valid('query') };
      return c.json(await listChannelDeliveries(context, c.get('caller'), request), 200);
    });
