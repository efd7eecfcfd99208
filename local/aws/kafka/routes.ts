// MSK's REST-JSON API (2018-11-14), as far as the product calls it.
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { AwsError } from '../aws-error.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import { type Cluster, CreateClusterV2 } from './cluster.ts';
import type { KafkaClusters } from './clusters.ts';

const ListQuery = z.object({
  clusterNameFilter: z.string().default(''),
  clusterTypeFilter: z.enum(['PROVISIONED', 'SERVERLESS']).default('PROVISIONED'),
  maxResults: z.coerce.number().int().min(1).max(100).default(100),
  nextToken: z.string().optional(),
});

/** List, describe, create, delete clusters, and their bootstrap addresses. */
export function kafkaRoutes(clusters: KafkaClusters): Hono {
  const find = (context: Context): Cluster => {
    const arn = context.req.param('arn') ?? '';
    const cluster = clusters.list().find(({ name }) => clusters.arnOf(name) === arn);
    if (cluster !== undefined) return cluster;
    throw new AwsError('NotFoundException', `The requested resource doesn't exist: ${arn}`, { status: 404 });
  };
  return new Hono()
    .get('/api/v2/clusters', (context) => {
      const query = parseInput(ListQuery, context.req.query(), 'BadRequestException');
      const named = clusters.list().filter(({ name }) => name.startsWith(query.clusterNameFilter));
      const isListed = query.clusterTypeFilter === 'PROVISIONED';
      const limits = { Limit: query.maxResults, NextToken: query.nextToken };
      const { items, nextToken } = page(isListed ? named : [], limits, ({ name }) => name);
      return context.json({ clusterInfoList: items.map((each) => describe(clusters, each)), nextToken });
    })
    .post('/api/v2/clusters', async (context) => {
      const body: unknown = await context.req.json().catch(() => undefined);
      const { name, state } = clusters.create(parseInput(CreateClusterV2, body, 'BadRequestException'), Date.now());
      return context.json({ clusterArn: clusters.arnOf(name), clusterName: name, clusterType: 'PROVISIONED', state });
    })
    .get('/api/v2/clusters/:arn', (context) => context.json({ clusterInfo: describe(clusters, find(context)) }))
    .get('/v1/clusters/:arn/bootstrap-brokers', (context) =>
      context.json({ bootstrapBrokerString: clusters.bootstrapOf(find(context)) }),
    )
    .delete('/v1/clusters/:arn', (context) => {
      const { name } = find(context);
      const clusterArn = clusters.arnOf(name);
      clusters.delete(name);
      return context.json({ clusterArn, state: 'DELETING' });
    });
}

function describe(clusters: KafkaClusters, { name, state, failure, createdAt, tags, provisioned }: Cluster) {
  const { kafkaVersion, ...asAsked } = provisioned;
  return {
    clusterArn: clusters.arnOf(name),
    clusterName: name,
    clusterType: 'PROVISIONED',
    creationTime: new Date(createdAt).toISOString(),
    currentVersion: 'K1',
    state,
    ...(failure === null ? {} : { stateInfo: { code: 'BROKER_FAILED', message: failure } }),
    tags,
    provisioned: { ...asAsked, currentBrokerSoftwareInfo: { kafkaVersion } },
  };
}
