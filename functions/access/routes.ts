// Tokens over HTTP; for admins.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { PageRequest, page } from '#schemas/definition.ts';
import { CreatedToken, Token, TokenRequest } from '#schemas/token.ts';
import type { Context } from '#functions/platform/context.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { issueToken } from './acts/issue-token.ts';
import { listTokens } from './acts/list-tokens.ts';
import { revokeToken } from './acts/revoke-token.ts';

const tags = ['access'];

const create = createRoute({
  method: 'post',
  path: '/v1/tokens',
  tags,
  summary: 'Create a token; its secret is shown only here',
  description:
    'Models and streams that it is limited to must be there, row filters must fit their models, and `expiresAt` must be in the future.',
  ...secured('admin'),
  request: { body: body(TokenRequest) },
  responses: { 201: json(CreatedToken, 'The token with its secret'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/tokens',
  tags,
  summary: 'List tokens',
  ...secured('admin'),
  request: { query: PageRequest },
  responses: { 200: json(page(Token), 'Tokens without their secrets'), ...problems },
});

const revoke = createRoute({
  method: 'delete',
  path: '/v1/tokens/{id}',
  tags,
  summary: 'Revoke a token',
  description:
    'It stops working at once where the request is served; elsewhere a token is remembered for 5 seconds at most.',
  ...secured('admin'),
  request: { params: z.object({ id: z.string() }) },
  responses: { 204: { description: 'It is revoked' }, ...problems },
});

export const accessRoutes = (context: Context) =>
  createRouter()
    .openapi(create, async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await issueToken(context, c.req.valid('json')), 201);
    })
    .openapi(list, async (c) => c.json(await listTokens(context, c.req.valid('query')), 200))
    .openapi(revoke, async (c) => {
      await revokeToken(context, c.req.valid('param').id);
      return c.body(null, 204);
    });
