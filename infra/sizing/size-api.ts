// Functions, the front door and the table: how many requests come, how many functions run at once, and what that costs.
import type { Load } from '../config.ts';
import type { Assumptions } from './assumptions.ts';
import { coreSecondsOf } from './core-seconds.ts';
import type { CostLine } from './cost-line.ts';
import { MEASURED } from './measured.ts';
import { roundUp } from './machines.ts';
import { PRICES, SECONDS_PER_MONTH } from './prices.ts';

export interface ApiPlan {
  /** At the peak. */
  requestsPerSecond: number;
  /** Functions that run at once, by what they do. */
  concurrency: { ingest: number; query: number; evaluate: number; notify: number };
  costs: CostLine[];
  reason: string;
}

/** Of memory, with which comes one vCPU. */
const GB_PER_VCPU = 1.769;
/** Rules are judged all the time. */
const EVALUATOR_GB = 1;
const CONCURRENT_EVALUATORS = 2;
const CONCURRENT_NOTIFIERS = 5;
const MILLION = 1e6;

export function sizeApi(load: Load, assumptions: Assumptions): ApiPlan {
  const { ingestWaitSeconds, eventsPerRequest, httpEventsPerSecond, queryDuty, queryWaitSeconds } = assumptions;
  const { utilization, coreRatio } = assumptions;
  const postsAt = (eventsPerSecond: number) => Math.min(eventsPerSecond, httpEventsPerSecond) / eventsPerRequest;
  const { average, peak } = load.eventsPerSecond;
  const requestsPerSecond = postsAt(peak) + load.queriesPerSecond;
  const postSeconds = ingestWaitSeconds + eventsPerRequest * coreSecondsOf('ingestApi', load.eventBytes, assumptions);
  const querySeconds = queryWaitSeconds + 1 / MEASURED.queriesPerCoreSecond.api / coreRatio;
  const runningAtOnce = (perSecond: number, seconds: number) =>
    Math.max(1, roundUp((perSecond * seconds) / utilization));
  const [posts, queries] = [postsAt(average), load.queriesPerSecond * queryDuty];
  return {
    requestsPerSecond,
    concurrency: {
      ingest: runningAtOnce(postsAt(peak), postSeconds),
      query: runningAtOnce(load.queriesPerSecond, querySeconds),
      evaluate: CONCURRENT_EVALUATORS,
      notify: CONCURRENT_NOTIFIERS,
    },
    costs: costsOf(
      { requests: posts + queries, busySeconds: posts * postSeconds + queries * querySeconds },
      assumptions,
    ),
    reason: `${postsAt(peak).toFixed(1)} POSTs a second of ${(postSeconds * 1000).toFixed(0)} ms and ${load.queriesPerSecond} queries of ${(querySeconds * 1000).toFixed(0)} ms`,
  };
}

/** Of a second on average. */
interface Busy {
  requests: number;
  busySeconds: number;
}

function costsOf({ requests, busySeconds }: Busy, assumptions: Assumptions): CostLine[] {
  const millions = (requests * SECONDS_PER_MONTH) / MILLION;
  const gbSeconds = (busySeconds * GB_PER_VCPU + EVALUATOR_GB) * SECONDS_PER_MONTH;
  const monthly = (perSecond: number) => (perSecond * SECONDS_PER_MONTH) / MILLION;
  const { lambda, apiGatewayMillionRequests, waf, dynamodb } = PRICES;
  const table =
    monthly(assumptions.tableWritesPerSecond) * dynamodb.millionWrites +
    monthly(assumptions.tableReadsPerSecond) * dynamodb.millionReads;
  return [
    line('functions', gbSeconds * lambda.gbSecond + millions * lambda.millionRequests),
    line('API Gateway', millions * apiGatewayMillionRequests),
    line('WAF', waf.month + millions * waf.millionRequests),
    line('definitions (DynamoDB)', table),
  ];
}

const line = (item: string, monthlyUsd: number): CostLine => ({ part: 'API', item, monthlyUsd });
