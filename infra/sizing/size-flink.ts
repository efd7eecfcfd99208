// KPUs, and the applications that they are divided among: an application has a quota, and one KPU more for its own sake.
import type { Assumptions } from './assumptions.ts';
import type { CostLine } from './cost-line.ts';
import type { Flow } from './flow.ts';
import { LIMITS } from './limits.ts';
import { roundUp } from './machines.ts';
import { HOURS_PER_MONTH, PRICES } from './prices.ts';

export interface FlinkPlan {
  /** Of each application. */
  kpus: number;
  kpusPerParallelism: number;
  /** Each carries its share of the load, from a stream of its own. */
  applications: number;
  costs: CostLine[];
  reason: string;
}

/** Of disk, which comes with a KPU and is billed. */
const GB_PER_KPU = 50;

export function sizeFlink({ flinkCores }: Flow, { logGibPerMachine }: Assumptions): FlinkPlan {
  const needed = Math.max(1, roundUp(flinkCores));
  const applications = roundUp(needed / LIMITS.flink.kpusPerApplication);
  const kpus = roundUp(needed / applications);
  const billed = applications * (kpus + 1);
  const costs: CostLine[] = [
    { part: 'Flink', item: `${billed} KPUs`, monthlyUsd: billed * PRICES.flink.kpuHour * HOURS_PER_MONTH },
    { part: 'Flink', item: 'storage', monthlyUsd: applications * kpus * GB_PER_KPU * PRICES.flink.gbMonth },
    { part: 'Flink', item: 'logs', monthlyUsd: applications * kpus * logGibPerMachine * PRICES.cloudwatch.logGb },
  ];
  const reason = `a KPU is a core: ${flinkCores.toFixed(1)} for one pipeline of a filter and one of windows, and one of each application's own`;
  return { kpus, kpusPerParallelism: 1, applications, costs, reason };
}
