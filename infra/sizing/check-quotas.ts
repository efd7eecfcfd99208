// Every quota that a plan meets, what it needs of it, and how it stays below: by shards, or by asking AWS for more.
import { LIMITS } from './limits.ts';
import type { Quota } from './limits.ts';
import { EXPRESS_BROKERS, STANDARD_BROKERS } from './machines.ts';
import { KAFKA_REPLICAS, WRITTEN_STREAMS } from './flow.ts';
import type { Division } from './divide-streams.ts';
import type { ApiPlan } from './size-api.ts';
import type { DruidPlan, MachineGroup } from './size-druid.ts';
import type { FlinkPlan } from './size-flink.ts';
import type { KafkaPlan } from './size-kafka.ts';
import { vcpusOf } from './vcpus-of.ts';

export interface Parts {
  kafka: KafkaPlan;
  flink: FlinkPlan;
  druid: DruidPlan;
  api: ApiPlan;
  division: Division;
}

export const checkQuotas = (parts: Parts): Quota[] => [
  ...kafkaQuotas(parts),
  ...flinkQuotas(parts),
  ...druidQuotas(parts),
  ...apiQuotas(parts),
];

function kafkaQuotas({ kafka, division }: Parts): Quota[] {
  const { brokersPerCluster, brokersPerAccount, gibPerStandardBroker } = LIMITS.msk;
  const { streams, partitionsPerStream } = division;
  const brokers = kafka.count * kafka.clusters;
  const broker = [...STANDARD_BROKERS, ...EXPRESS_BROKERS].find(
    ({ instanceType }) => instanceType === kafka.instanceType,
  );
  const replicas = streams * WRITTEN_STREAMS * partitionsPerStream * KAFKA_REPLICAS;
  const shards = `${kafka.clusters} clusters; a stream says on which it lives`;
  return [
    fixed(
      'MSK: brokers of a cluster (KRaft)',
      brokersPerCluster,
      kafka.count,
      kafka.clusters === 1 ? 'one cluster' : shards,
    ),
    raised('MSK: brokers of an account in a region', brokersPerAccount, brokers),
    fixed(
      `MSK: partitions of a ${kafka.instanceType} (recommended)`,
      broker?.partitions ?? 0,
      Math.ceil(replicas / brokers),
      `${replicas.toLocaleString('en')} replicas on ${brokers} brokers`,
    ),
    ...(kafka.brokers === 'express'
      ? []
      : [fixed('MSK: GiB of a Standard broker', gibPerStandardBroker, kafka.diskGib, 'more brokers hold more')]),
    fixed(
      'Millrace: partitions of a stream',
      LIMITS.platform.partitionsPerStream,
      partitionsPerStream,
      streams === 1 ? 'one stream' : `${streams} streams, by key`,
    ),
  ];
}

function flinkQuotas({ flink: { kpus, applications } }: Parts): Quota[] {
  const shards = applications === 1 ? 'one application' : `${applications} applications, each reads streams of its own`;
  return [
    fixed('Managed Flink: KPUs of an application', LIMITS.flink.kpusPerApplication, kpus, shards),
    raised('Managed Flink: applications of a region', LIMITS.flink.applicationsPerRegion, applications),
  ];
}

function druidQuotas({ druid, division }: Parts): Quota[] {
  const groups: MachineGroup[] = [druid.zookeeper, druid.master, druid.query, druid.data];
  const vcpus = groups.reduce((sum, { instanceType, count }) => sum + count * vcpusOf(instanceType), 0);
  const gib = groups.reduce((sum, { count, diskGib }) => sum + count * diskGib, 0);
  return [
    fixed('EBS: GiB of a gp3 volume', LIMITS.gp3VolumeGib, druid.data.diskGib, 'more data nodes hold more'),
    raised('EBS: TiB of gp3 volumes of a region', LIMITS.gp3Tib, Math.ceil(gib / 1024)),
    raised('EC2: vCPUs of on-demand standard instances', LIMITS.ec2Vcpus, vcpus),
    fixed(
      'Millrace: ingestion tasks of a model',
      LIMITS.platform.tasksPerModel,
      Math.ceil(druid.tasks / division.streams),
      division.streams === 1 ? 'one model' : `${division.streams} models, one for each stream`,
    ),
  ];
}

function apiQuotas({ api: { concurrency, requestsPerSecond } }: Parts): Quota[] {
  const atOnce = Object.values(concurrency).reduce((sum, one) => sum + one, 0);
  return [
    raised('Lambda: functions at once in a region', LIMITS.lambdaConcurrency, atOnce),
    raised('API Gateway: requests per second of a region', LIMITS.apiRequestsPerSecond, Math.ceil(requestsPerSecond)),
  ];
}

const fixed = (name: string, limit: number, used: number, how: string): Quota => ({
  name,
  limit,
  used,
  raiseTo: null,
  how,
});

function raised(name: string, limit: number, used: number): Quota {
  const raiseTo = used > limit ? used : null;
  return {
    name,
    limit,
    used,
    raiseTo,
    how: raiseTo === null ? 'below the default' : `ask AWS for ${used.toLocaleString('en')}`,
  };
}
