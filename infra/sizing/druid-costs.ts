// What Druid's groups, their disks, the metadata and deep storage cost in a month.
import type { Assumptions } from './assumptions.ts';
import { instanceMonth } from './cost-line.ts';
import type { CostLine } from './cost-line.ts';
import type { Flow } from './flow.ts';
import { HOURS_PER_MONTH, PRICES } from './prices.ts';
import type { MachineGroup, Postgres } from './size-druid.ts';

/** Of the volume that a node boots from. */
export const SYSTEM_GIB = 20;
const POSTGRES_GB = 10;
const POSTGRES_MILLION_IOS = 50;

interface Reckoned {
  flow: Flow;
  assumptions: Assumptions;
}

export function druidCosts(
  groups: Record<string, MachineGroup>,
  { minimumAcu, readers }: Postgres,
  { flow, assumptions }: Reckoned,
): CostLine[] {
  const machines = Object.entries(groups).map(([name, { instanceType, count }]) =>
    line(`${count} ${instanceType} (${name})`, count * instanceMonth(instanceType)),
  );
  const nodes = Object.values(groups);
  const gib = nodes.reduce((sum, { count, diskGib }) => sum + count * (diskGib + SYSTEM_GIB), 0);
  const count = nodes.reduce((sum, group) => sum + group.count, 0);
  const { aurora, cloudwatch, ebsGp3GbMonth, loadBalancerHour, s3GbMonth } = PRICES;
  const acu = (1 + readers) * minimumAcu * aurora.acuHour * HOURS_PER_MONTH;
  const kept = POSTGRES_GB * aurora.gbMonth + POSTGRES_MILLION_IOS * aurora.millionIo;
  return [
    ...machines,
    line('disks', gib * ebsGp3GbMonth),
    line('metadata (Aurora)', acu + kept),
    line('deep storage (S3)', flow.segmentGib * s3GbMonth),
    line('load balancer', loadBalancerHour * HOURS_PER_MONTH),
    line('logs', count * assumptions.logGibPerMachine * cloudwatch.logGb),
  ];
}

const line = (item: string, monthlyUsd: number): CostLine => ({ part: 'Druid', item, monthlyUsd });
