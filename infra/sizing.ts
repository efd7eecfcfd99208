// How many machines of what kind carry a load, why, and what they cost in a month. Pure: the same load gives the same plan.
// It goes from the load to a flow (infra/sizing/flow.ts), from there to each part, and adds up what it costs.
import type { Load } from './config.ts';
import { assume } from './sizing/assumptions.ts';
import type { Assumptions } from './sizing/assumptions.ts';
import { checkQuotas } from './sizing/check-quotas.ts';
import { totalOf } from './sizing/cost-line.ts';
import type { CostLine } from './sizing/cost-line.ts';
import { divideStreams } from './sizing/divide-streams.ts';
import { WRITTEN_STREAMS, flowOf } from './sizing/flow.ts';
import type { Quota } from './sizing/limits.ts';
import { sizeApi } from './sizing/size-api.ts';
import type { ApiPlan } from './sizing/size-api.ts';
import { sizeDruid } from './sizing/size-druid.ts';
import type { DruidPlan, Postgres } from './sizing/size-druid.ts';
import { sizeFlink } from './sizing/size-flink.ts';
import type { FlinkPlan } from './sizing/size-flink.ts';
import { TOPICS_PER_STREAM, sizeKafka } from './sizing/size-kafka.ts';
import type { KafkaPlan } from './sizing/size-kafka.ts';
import { sizeNetwork } from './sizing/size-network.ts';
import type { NetworkPlan } from './sizing/size-network.ts';

export type { MachineGroup } from './sizing/size-druid.ts';

export interface Sizing {
  kafka: KafkaPlan & {
    partitionsPerStream: number;
    /** By key; there are as many pipelines, or fewer, and as many models. */
    streams: number;
    /** The same on brokers of the other kind. */
    other: KafkaPlan;
    divisionReason: string;
  };
  flink: FlinkPlan;
  druid: DruidPlan;
  /** Aurora capacity units of the metadata store. */
  postgres: Postgres;
  api: ApiPlan;
  network: NetworkPlan;
  quotas: Quota[];
  costs: CostLine[];
  monthlyUsd: number;
}

export function sizeFor(load: Load, assumptions: Assumptions = assume()): Sizing {
  const flow = flowOf(load, assumptions);
  const flink = sizeFlink(flow, assumptions);
  const druid = sizeDruid(load, flow, assumptions);
  const api = sizeApi(load, assumptions);
  const network = sizeNetwork(load, flow);
  const kpus = flink.applications * flink.kpus;
  const division = divideStreams(flow, { applications: flink.applications, kpus, tasks: druid.tasks }, assumptions);
  const { streams, partitionsPerStream } = division;
  const partitions = streams * WRITTEN_STREAMS * partitionsPerStream;
  const topics = streams * WRITTEN_STREAMS * TOPICS_PER_STREAM;
  const { chosen, other } = sizeKafka({ flow, partitions, topics, assumptions });
  const costs = [chosen, flink, druid, api, network].flatMap((part) => part.costs);
  return {
    kafka: { ...chosen, partitionsPerStream, streams, other, divisionReason: division.reason },
    flink,
    druid,
    postgres: druid.postgres,
    api,
    network,
    quotas: checkQuotas({ kafka: chosen, flink, druid, api, division }),
    costs,
    monthlyUsd: totalOf(costs),
  };
}
