// Models over HTTP.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { PageRequest, page } from '#schemas/definition.ts';
import { Model, ModelStatus, StoredModel } from '#schemas/model.ts';
import { Name } from '#schemas/name.ts';
import { ModelWatermark } from '#schemas/watermark.ts';
import { requireModel } from '#functions/platform/caller.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { createModel } from './acts/create-model.ts';
import { deleteModel } from './acts/delete-model.ts';
import { getModel } from './acts/get-model.ts';
import { listModels } from './acts/list-models.ts';
import { modelStatus } from './acts/model-status.ts';
import { observeWatermark } from './acts/observe-watermark.ts';
import { replaceModel } from './acts/replace-model.ts';
import { resumeModel, suspendModel } from './acts/suspend-model.ts';

const tags = ['models'];
const params = z.object({ name: Name });

const create = createRoute({
  method: 'post',
  path: '/v1/models',
  tags,
  summary: 'Create a model and start its ingestion from the oldest record of its stream',
  description: 'When Druid cannot be reached the answer is 503 and the definition is kept: PUT it again, or resume it.',
  ...secured('editor'),
  request: { body: body(Model) },
  responses: { 201: json(StoredModel, 'The model'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/models',
  tags,
  summary: 'List models',
  ...secured('viewer'),
  request: { query: PageRequest },
  responses: { 200: json(page(StoredModel), 'The models that the token may see'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/models/{name}',
  tags,
  summary: 'Get a model',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(StoredModel, 'The model'), ...problems },
});

const replace = createRoute({
  method: 'put',
  path: '/v1/models/{name}',
  tags,
  summary: 'Change a model',
  description:
    'Dimensions and measures may come and go, and rollup, retention and ingestion may change; what a name means may not.',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Model) },
  responses: { 200: json(StoredModel, 'The model'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/models/{name}',
  tags,
  summary: 'Delete a model with its rows',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
});

const suspend = createRoute({
  method: 'post',
  path: '/v1/models/{name}/suspend',
  tags,
  summary: 'Stop the ingestion of a model; its rows stay readable',
  ...secured('editor'),
  request: { params },
  responses: { 204: { description: 'It is suspended' }, ...problems },
});

const resume = createRoute({
  method: 'post',
  path: '/v1/models/{name}/resume',
  tags,
  summary: 'Go on with the ingestion of a model from where it stopped',
  ...secured('editor'),
  request: { params },
  responses: { 204: { description: 'It is running' }, ...problems },
});

const status = createRoute({
  method: 'get',
  path: '/v1/models/{name}/status',
  tags,
  summary: 'What a model should do, what it does, and how far it is',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(ModelStatus, 'The status'), ...problems },
});

const watermark = createRoute({
  method: 'get',
  path: '/v1/models/{name}/watermark',
  tags,
  summary: 'Up to which event time queries see everything that came in order',
  description: 'Kafka and the tasks of Druid are asked now. When one of them cannot be asked the answer is 503 or 504.',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(ModelWatermark, 'The watermark'), ...problems },
});

export const modelRoutes = (context: Context) =>
  createRouter()
    .openapi(create, async (c) => {
      const model = await createModel(context, c.get('caller'), c.req.valid('json'));
      return c.json(model, 201, { etag: etagOf(model) });
    })
    .openapi(list, async (c) => c.json(await listModels(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(get, async (c) => {
      const { name } = c.req.valid('param');
      requireModel(c.get('caller'), name);
      const model = await getModel(context, name);
      return c.json(model, 200, { etag: etagOf(model) });
    })
    .openapi(replace, async (c) => {
      const definition = c.req.valid('json');
      requireSameName(c.req.valid('param').name, definition.name);
      const ifMatch = c.req.valid('header')['if-match'];
      const model = await replaceModel(context, c.get('caller'), { definition, ifMatch });
      return c.json(model, 200, { etag: etagOf(model) });
    })
    .openapi(remove, async (c) => {
      const ifMatch = c.req.valid('header')['if-match'];
      await deleteModel(context, c.get('caller'), { name: c.req.valid('param').name, ifMatch });
      return c.body(null, 204);
    })
    .openapi(suspend, async (c) => {
      await suspendModel(context, c.get('caller'), c.req.valid('param').name);
      return c.body(null, 204);
    })
    .openapi(resume, async (c) => {
      await resumeModel(context, c.get('caller'), c.req.valid('param').name);
      return c.body(null, 204);
    })
    .openapi(status, async (c) => c.json(await modelStatus(context, c.get('caller'), c.req.valid('param').name), 200))
    .openapi(watermark, async (c) => {
      const { name } = c.req.valid('param');
      requireModel(c.get('caller'), name);
      return c.json(await observeWatermark(context, await getModel(context, name)), 200);
    });

function requireSameName(path: string, name: string): void {
  if (path === name) return;
  const reason = `must be "${path}", as in the path: a model cannot be renamed`;
  throw new PlatformError('request.invalid', `/name ${reason}`, { errors: [{ pointer: '/name', reason }] });
}
