// Channels over HTTP, for editors: a channel's URL may itself be a secret.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { Channel, CreatedChannel, StoredChannel } from '#schemas/alerts/channel.ts';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import type { Context } from '#functions/platform/context.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { createChannel } from '../acts/create-channel.ts';
import { deleteChannel } from '../acts/delete-channel.ts';
import { getChannel } from '../acts/get-channel.ts';
import { listChannels } from '../acts/list-channels.ts';
import { replaceChannel } from '../acts/replace-channel.ts';
import { requireName } from '../acts/require-name.ts';

const tags = ['alerts'];
const params = z.object({ name: Name });

const create = createRoute({
  method: 'post',
  path: '/v1/channels',
  tags,
  summary: 'Create a channel; its signing secret is shown only here',
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
  summary: 'Replace a channel; its secret stays unless a new one is given',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Channel) },
  responses: { 200: json(StoredChannel, 'The channel without its secret'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/channels/{name}',
  tags,
  summary: 'Delete a channel that no rule uses',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
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
    });
