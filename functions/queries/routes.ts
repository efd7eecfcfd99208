// Queries over HTTP.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { Export, ExportRequest } from '#schemas/export.ts';
import { Query, QueryResult, SqlQuery } from '#schemas/query.ts';
import type { Context } from '#functions/platform/context.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { cancelQuery } from './acts/cancel-query.ts';
import { getExport } from './acts/get-export.ts';
import { openQuery } from './acts/open-query.ts';
import { openSql } from './acts/open-sql.ts';
import { startExport } from './acts/start-export.ts';
import { NDJSON, answerQuery } from './answer-query.ts';

const tags = ['queries'];

const result = {
  description: `Typed columns and rows. With "Accept: ${NDJSON}" they come as lines while they are computed: first {"queryId","columns"}, then one array a row, at last {"rows","truncated"}, or {"error"} if it broke off.`,
  content: { 'application/json': { schema: QueryResult }, [NDJSON]: { schema: z.string() } },
};

const query = createRoute({
  method: 'post',
  path: '/v1/query',
  tags,
  summary: 'Ask a model for measures by dimensions and time',
  ...secured('viewer'),
  request: { body: body(Query) },
  responses: { 200: result, ...problems },
});

const sql = createRoute({
  method: 'post',
  path: '/v1/sql',
  tags,
  summary: 'Ask models with one SELECT or WITH of Druid SQL',
  ...secured('viewer'),
  request: { body: body(SqlQuery) },
  responses: { 200: result, ...problems },
});

const cancel = createRoute({
  method: 'delete',
  path: '/v1/query/{id}',
  tags,
  summary: 'Cancel a running query; closing its connection does the same',
  description:
    'Its `queryId` stands in the first line of an NDJSON answer. Druid ends what it still computes at once; an answer that is on its ' +
    'way ends a second later at most, as lines with a last one that says `query.cancelled`, behind a row that may be cut off. What has been sent stays sent. 404 when no ' +
    'such query runs, or no longer.',
  ...secured('viewer'),
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 204: { description: 'It is cancelled' }, ...problems },
});

const start = createRoute({
  method: 'post',
  path: '/v1/exports',
  tags,
  summary: "Write a query's whole answer to a file",
  description: 'Watch it at its `Location` until it is done: then it has a link to the file, which is kept for a week.',
  ...secured('viewer'),
  request: { body: body(ExportRequest) },
  responses: { 202: json(Export, 'It is queued'), ...problems },
});

const watch = createRoute({
  method: 'get',
  path: '/v1/exports/{id}',
  tags,
  summary: 'How far an export is; a new link to its file once it is done',
  ...secured('viewer'),
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: json(Export, 'As it is now'), ...problems },
});

export const queryRoutes = (context: Context) =>
  createRouter()
    .openapi(query, (c) => {
      const asked = c.req.valid('json');
      const { limit } = asked;
      const request = { accept: c.req.header('accept'), limit, requestId: c.get('requestId') };
      const { signal } = c.req.raw;
      return answerQuery(context, request, () => openQuery(context, c.get('caller'), { query: asked, signal }));
    })
    .openapi(sql, (c) => {
      const asked = c.req.valid('json');
      const { limit } = asked;
      const request = { accept: c.req.header('accept'), limit, requestId: c.get('requestId') };
      const { signal } = c.req.raw;
      return answerQuery(context, request, () => openSql(context, c.get('caller'), { query: asked, signal }));
    })
    .openapi(cancel, async (c) => {
      await cancelQuery(context, c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(start, async (c) => {
      const started = await startExport(context, c.get('caller'), c.req.valid('json'));
      c.header('location', `/v1/exports/${started.id}`);
      return c.json(started, 202);
    })
    .openapi(watch, async (c) => {
      c.header('cache-control', 'no-store');
      return c.json(await getExport(context, c.get('caller'), c.req.valid('param').id), 200);
    });
