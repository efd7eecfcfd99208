// The functions that answer requests: one bundle, deployed once for each kind of work.
import { Duration } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Sizing } from '../sizing.ts';
import { addRoutes } from './front-door-routes.ts';
import { streamed } from './front-door.ts';
import * as access from './function-access.ts';
import type { FunctionKit, FunctionKitProps, Work } from './function-kit.ts';

export interface ApiFunctionsProps {
  kit: FunctionKit;
  given: FunctionKitProps;
  sizing: Sizing;
  restApi: RestApi;
}

/** Of memory, with which comes one vCPU. */
const ONE_CPU_MB = 1769;
/** Callers who come at the same moment are refused beyond it, however small the load is on average. */
const LEAST_CONCURRENCY = 10;
const atLeast = (concurrency: number): number => Math.max(LEAST_CONCURRENCY, concurrency);

export function apiFunctions(scope: Stack, { kit, given, sizing, restApi }: ApiFunctionsProps): void {
  const inside = kit.roleOf('api', 'inside');
  grantApi(scope, inside, given);
  const outside = kit.roleOf('outbound', 'outside');
  const { ingest, query } = sizing.api.concurrency;
  const make = (id: string, work: Pick<Work, 'memoryMb' | 'timeout' | 'concurrency'>) =>
    streamed(kit.make(id, { ...work, code: 'api', role: inside, place: 'inside' }), work.timeout);
  const outbound = { memoryMb: 512, timeout: Duration.seconds(60), concurrency: 5 };
  addRoutes(restApi, {
    // A start of a pipeline waits for the planner.
    rest: make('Definitions', { memoryMb: 1024, timeout: Duration.seconds(90), concurrency: 20 }),
    ingest: make('Ingest', { memoryMb: ONE_CPU_MB, timeout: Duration.seconds(29), concurrency: atLeast(ingest) }),
    tail: make('Tail', { memoryMb: 512, timeout: Duration.minutes(15), concurrency: 20 }),
    // A query may take five minutes.
    query: make('Query', { memoryMb: ONE_CPU_MB, timeout: Duration.minutes(6), concurrency: atLeast(query) }),
    outbound: streamed(
      kit.make('Outbound', { ...outbound, code: 'api', role: outside, place: 'outside' }),
      outbound.timeout,
    ),
  });
}

/** Topics, records, plans, and the applications of pipelines. */
function grantApi(scope: Stack, grantee: IRole, { storage, streams, flink }: FunctionKitProps): void {
  const applications = { arns: flink.applicationArns, key: storage.key, region: scope.region };
  streams.grant(grantee, 'manage', 'produce', 'consume');
  access.grantPlans(grantee, storage.bucket);
  access.grantReadingExports(grantee, storage.bucket);
  access.grantStopping(grantee, applications);
  access.grantRunning(grantee, { ...applications, flinkRoleArn: flink.role.roleArn });
  access.grantObservation(grantee, flink.logGroupArn);
  access.grantInvoking(grantee, flink.planner.functionArn);
}
