// Which function answers which path: the same code behind each, with memory, time and concurrency of its own, so that none takes them from
// another. Paths are spelled out, as a path parameter and a greedy one cannot stand side by side.
import type { IResource, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';

export interface FrontDoorRoutes {
  /** Everything that is not named below. */
  rest: LambdaIntegration;
  /** Events in. */
  ingest: LambdaIntegration;
  /** Events out, for as long as somebody reads them. */
  tail: LambdaIntegration;
  /** Queries, and Grafana. */
  query: LambdaIntegration;
  /** Channels and deliveries, which reach receivers outside. */
  outbound: LambdaIntegration;
}

export function addRoutes(api: RestApi, { rest, ingest, tail, query, outbound }: FrontDoorRoutes): void {
  any(api.root, rest);
  any(api.root.addResource('{proxy+}'), rest);
  const v1 = api.root.addResource('v1');
  any(v1.addResource('{proxy+}'), rest);
  addStreams(v1, { rest, ingest, tail });
  const queries = any(v1.addResource('query'), query);
  any(queries.addResource('{id}'), query);
  any(v1.addResource('sql'), query);
  const grafana = any(api.root.addResource('grafana'), query);
  any(grafana.addResource('{proxy+}'), query);
  const channels = any(v1.addResource('channels'), outbound);
  any(channels.addResource('{proxy+}'), outbound);
  any(v1.addResource('deliveries').addResource('{proxy+}'), outbound);
}

function any(resource: IResource, integration: LambdaIntegration): IResource {
  resource.addMethod('ANY', integration);
  return resource;
}

/** Other methods of events are answered too: with 405 and what is allowed. */
function addStreams(v1: IResource, { rest, ingest, tail }: Pick<FrontDoorRoutes, 'rest' | 'ingest' | 'tail'>): void {
  const streams = any(v1.addResource('streams'), rest);
  const stream = any(streams.addResource('{name}'), rest);
  any(stream.addResource('{proxy+}'), rest);
  const events = any(stream.addResource('events'), rest);
  events.addMethod('GET', tail);
  events.addMethod('POST', ingest);
}
