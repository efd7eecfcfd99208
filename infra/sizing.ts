// How many machines of what kind carry a load. Pure: the same load gives the same plan.
import type { Load } from './config.ts';

export interface MachineGroup {
  instanceType: string;
  count: number;
  /** Of its data volume, in GiB; 0 for none. */
  diskGib: number;
}

export interface Sizing {
  kafka: {
    brokers: 'standard' | 'express';
    instanceType: string;
    /** Over all zones: a multiple of three. */
    count: number;
    /** Of each broker, in GiB; Express brokers have storage without end. */
    diskGib: number;
    partitionsPerStream: number;
  };
  /** Of a pipeline that carries the whole load. */
  flink: { kpus: number; kpusPerParallelism: number };
  druid: { zookeeper: MachineGroup; master: MachineGroup; query: MachineGroup; data: MachineGroup };
  /** Aurora capacity units of the metadata store. */
  postgres: { minimumAcu: number; maximumAcu: number; instanceType: string; readers: number };
}

export function sizeFor(load: Load): Sizing {
  const isHigh = load.availability === 'high';
  const millions = load.eventsPerSecond.peak / 1_000_000;
  return {
    kafka: {
      brokers: 'standard',
      instanceType: 'kafka.m7g.large',
      count: 3 * Math.max(1, Math.ceil(millions * 5)),
      diskGib: 100,
      partitionsPerStream: 6,
    },
    flink: { kpus: Math.max(1, Math.ceil(millions * 20)), kpusPerParallelism: 1 },
    druid: {
      zookeeper: { instanceType: 't4g.small', count: 3, diskGib: 10 },
      master: { instanceType: 'm7g.large', count: isHigh ? 2 : 1, diskGib: 20 },
      query: { instanceType: 'm7g.large', count: isHigh ? 2 : 1, diskGib: 20 },
      data: { instanceType: 'r7g.xlarge', count: (isHigh ? 2 : 1) + Math.ceil(millions * 10), diskGib: 200 },
    },
    postgres: { minimumAcu: 0.5, maximumAcu: 4, instanceType: 't4g.medium', readers: isHigh ? 1 : 0 },
  };
}
