// Pipelines over HTTP.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { PageRequest, page } from '#schemas/definition.ts';
import { Name } from '#schemas/name.ts';
import {
  Pipeline,
  PipelinePlan,
  PipelineStatus,
  StartRequest,
  StoredPipeline,
  UpgradeRequest,
} from '#schemas/pipeline.ts';
import type { Context } from '#functions/platform/context.ts';
import { PlatformError } from '#functions/platform/errors.ts';
import { IfMatch, etagOf } from '#functions/platform/precondition.ts';
import { body, createRouter, json, problems, secured } from '#functions/platform/route.ts';
import { createPipeline } from './acts/create-pipeline.ts';
import { deletePipeline } from './acts/delete-pipeline.ts';
import { getPipelineFor } from './acts/get-pipeline.ts';
import { getPipelineStatus } from './acts/get-pipeline-status.ts';
import { listPipelines } from './acts/list-pipelines.ts';
import { planPipeline } from './acts/plan-pipeline.ts';
import { replacePipeline } from './acts/replace-pipeline.ts';
import { startPipeline } from './acts/start-pipeline.ts';
import { stopPipeline } from './acts/stop-pipeline.ts';
import { upgradePipeline } from './acts/upgrade-pipeline.ts';

const tags = ['pipelines'];
const params = z.object({ name: Name });
const optionalBody = <Schema extends z.ZodType>(schema: Schema) => ({ ...body(schema), required: false });
const accepted = { 202: json(PipelineStatus, 'It is under way: watch its status'), ...problems };

const create = createRoute({
  method: 'post',
  path: '/v1/pipelines',
  tags,
  summary: 'Create a pipeline that the planner accepts',
  ...secured('editor'),
  request: { body: body(Pipeline) },
  responses: { 201: json(StoredPipeline, 'The pipeline'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/v1/pipelines',
  tags,
  summary: 'List pipelines',
  ...secured('viewer'),
  request: { query: PageRequest },
  responses: { 200: json(page(StoredPipeline), 'Pipelines in the order of their names'), ...problems },
});

const planUnsaved = createRoute({
  method: 'post',
  path: '/v1/pipelines/plan',
  tags,
  summary: 'Check a pipeline that is not stored',
  ...secured('editor'),
  request: { body: body(Pipeline) },
  responses: { 200: json(PipelinePlan, 'What Flink would make of it'), ...problems },
});

const get = createRoute({
  method: 'get',
  path: '/v1/pipelines/{name}',
  tags,
  summary: 'Get a pipeline',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(StoredPipeline, 'The pipeline'), ...problems },
});

const replace = createRoute({
  method: 'put',
  path: '/v1/pipelines/{name}',
  tags,
  summary: 'Store a new version; what runs is not touched until it is upgraded',
  ...secured('editor'),
  request: { params, headers: IfMatch, body: body(Pipeline) },
  responses: { 200: json(StoredPipeline, 'The new version'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/pipelines/{name}',
  tags,
  summary: 'Delete a pipeline that does not run, with its snapshots',
  ...secured('editor'),
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'It is deleted' }, ...problems },
});

const plan = createRoute({
  method: 'post',
  path: '/v1/pipelines/{name}/plan',
  tags,
  summary: 'Check the stored version against the streams as they are now',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(PipelinePlan, 'What Flink would make of it'), ...problems },
});

const start = createRoute({
  method: 'post',
  path: '/v1/pipelines/{name}/start',
  tags,
  summary: 'Run the newest version, from the newest snapshot if there is one',
  ...secured('editor'),
  request: { params, body: optionalBody(StartRequest) },
  responses: accepted,
});

const stop = createRoute({
  method: 'post',
  path: '/v1/pipelines/{name}/stop',
  tags,
  summary: 'Stop it, with a snapshot unless `snapshot=false`',
  ...secured('editor'),
  request: { params, query: z.strictObject({ snapshot: z.enum(['true', 'false']).default('true') }) },
  responses: accepted,
});

const upgrade = createRoute({
  method: 'post',
  path: '/v1/pipelines/{name}/upgrade',
  tags,
  summary: 'Let the running pipeline go on with its newest version, with its state',
  ...secured('editor'),
  request: { params, body: optionalBody(UpgradeRequest) },
  responses: accepted,
});

const status = createRoute({
  method: 'get',
  path: '/v1/pipelines/{name}/status',
  tags,
  summary: 'What was asked, what was last seen, and whether Flink can be reached',
  ...secured('viewer'),
  request: { params },
  responses: { 200: json(PipelineStatus, 'The status'), ...problems },
});

export const pipelineRoutes = (context: Context) =>
  createRouter()
    .openapi(create, async (c) => {
      const stored = await createPipeline(context, c.get('caller'), c.req.valid('json'));
      return c.json(stored, 201, { etag: etagOf(stored) });
    })
    .openapi(list, async (c) => c.json(await listPipelines(context, c.get('caller'), c.req.valid('query')), 200))
    .openapi(planUnsaved, async (c) => c.json(await planPipeline(context, c.get('caller'), c.req.valid('json')), 200))
    .openapi(get, async (c) => {
      const stored = await getPipelineFor(context, c.get('caller'), c.req.valid('param').name);
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(replace, async (c) => {
      const pipeline = c.req.valid('json');
      requireSameName(c.req.valid('param').name, pipeline);
      const ifMatch = c.req.valid('header')['if-match'];
      const stored = await replacePipeline(context, c.get('caller'), { pipeline, ifMatch });
      return c.json(stored, 200, { etag: etagOf(stored) });
    })
    .openapi(remove, async (c) => {
      const ifMatch = c.req.valid('header')['if-match'];
      await deletePipeline(context, c.get('caller'), { name: c.req.valid('param').name, ifMatch });
      return c.body(null, 204);
    })
    .openapi(plan, async (c) => {
      const pipeline = await getPipelineFor(context, c.get('caller'), c.req.valid('param').name);
      return c.json(await planPipeline(context, c.get('caller'), pipeline), 200);
    })
    .openapi(start, async (c) => {
      const request = StartRequest.parse(c.req.valid('json'));
      const { name } = c.req.valid('param');
      return c.json(await startPipeline(context, c.get('caller'), { name, request }), 202);
    })
    .openapi(stop, async (c) => {
      const snapshot = c.req.valid('query').snapshot === 'true';
      const { name } = c.req.valid('param');
      return c.json(await stopPipeline(context, c.get('caller'), { name, snapshot }), 202);
    })
    .openapi(upgrade, async (c) => {
      const request = UpgradeRequest.parse(c.req.valid('json'));
      const { name } = c.req.valid('param');
      return c.json(await upgradePipeline(context, c.get('caller'), { name, request }), 202);
    })
    .openapi(status, async (c) => {
      const pipeline = await getPipelineFor(context, c.get('caller'), c.req.valid('param').name);
      return c.json(await getPipelineStatus(context, pipeline), 200);
    });

/** A definition keeps its name. */
function requireSameName(name: string, pipeline: Pipeline): void {
  if (name === pipeline.name) return;
  const errors = [{ pointer: '/name', reason: `must be "${name}", as in the path` }];
  throw new PlatformError('request.invalid', `/name must be "${name}", as in the path`, { errors });
}
