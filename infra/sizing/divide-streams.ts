// Into how many streams a flow is divided by key, and how many partitions each has: an application reads whole streams, a model one.
import type { Assumptions } from './assumptions.ts';
import { WRITTEN_STREAMS } from './flow.ts';
import type { Flow } from './flow.ts';
import { LIMITS } from './limits.ts';
import { roundUp } from './machines.ts';

export interface Division {
  /** Raw ones; there are as many cleaned ones, and models. */
  streams: number;
  partitionsPerStream: number;
  reason: string;
}

/** One in each zone. */
const LEAST_PARTITIONS = 3;

export interface Readers {
  applications: number;
  /** Of all applications. */
  kpus: number;
  /** Of all models, without replicas. */
  tasks: number;
}

export function divideStreams(flow: Flow, { applications, kpus, tasks }: Readers, assumptions: Assumptions): Division {
  const { partitionMegabytesPerSecond } = assumptions;
  const byBytes = flow.ingressMegabytesPerSecond / WRITTEN_STREAMS / partitionMegabytesPerSecond;
  const partitions = Math.max(LEAST_PARTITIONS, roundUp(Math.max(byBytes, kpus, tasks)));
  const { partitionsPerStream, tasksPerModel } = LIMITS.platform;
  const streams = Math.max(applications, roundUp(partitions / partitionsPerStream), roundUp(tasks / tasksPerModel));
  return {
    streams,
    partitionsPerStream: roundUp(partitions / streams),
    reason: `${roundUp(byBytes)} partitions for the bytes, ${kpus} for Flink's KPUs, ${tasks} for Druid's tasks: the most of them counts`,
  };
}
