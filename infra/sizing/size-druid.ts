// Druid's groups. Data nodes hold both the tasks and the historicals; the others grow with them.
import type { Load } from '../config.ts';
import type { Assumptions } from './assumptions.ts';
import type { CostLine } from './cost-line.ts';
import type { Flow } from './flow.ts';
import { DATA_NODES, QUERY_NODES, SMALL_DATA_NODE, SMALL_QUERY_NODE, fleetOf, roundUp } from './machines.ts';
import { vcpusOf } from './vcpus-of.ts';
import { SYSTEM_GIB, druidCosts } from './druid-costs.ts';

export interface MachineGroup {
  instanceType: string;
  count: number;
  /** Of its data volume, in GiB; 0 for none. */
  diskGib: number;
  /** Why these. */
  reason: string;
}

export interface Postgres {
  minimumAcu: number;
  maximumAcu: number;
  instanceType: string;
  readers: number;
  reason: string;
}

export interface DruidPlan {
  zookeeper: MachineGroup;
  master: MachineGroup;
  query: MachineGroup;
  data: MachineGroup;
  /** That read at the same time, without replicas; divided among the models. */
  tasks: number;
  postgres: Postgres;
  costs: CostLine[];
}

/** A node with more would take too long to load its segments. */
const GIB_PER_VCPU = 500;
const MOST_DATA_NODES = 20;
const MOST_QUERY_NODES = 8;
/** For what tasks keep while they work, and what they have not handed over. */
const LEAST_GIB_PER_VCPU = 25;
const LARGEST = Number.MAX_VALUE;
/** What leads so many vCPUs of data nodes. */
const STEPS = [
  { upTo: 8, small: true, master: 'm7g.large', zookeeper: 't4g.small', acu: 0.5, postgres: 't4g.medium' },
  { upTo: 160, small: false, master: 'm7g.large', zookeeper: 't4g.small', acu: 0.5, postgres: 't4g.medium' },
  { upTo: 800, small: false, master: 'm7g.xlarge', zookeeper: 't4g.medium', acu: 2, postgres: 'r7g.large' },
  { upTo: 4000, small: false, master: 'm7g.2xlarge', zookeeper: 'm7g.large', acu: 8, postgres: 'r7g.2xlarge' },
  { upTo: LARGEST, small: false, master: 'm7g.4xlarge', zookeeper: 'm7g.large', acu: 16, postgres: 'r7g.4xlarge' },
] as const;

export function sizeDruid(load: Load, flow: Flow, assumptions: Assumptions): DruidPlan {
  const isHigh = load.availability === 'high';
  const { data, vcpus } = sizeData(isHigh, flow, assumptions);
  const step = STEPS.find(({ upTo }) => vcpus <= upTo) ?? STEPS[4];
  const isSmall = step.small && !isHigh;
  const groups = {
    zookeeper: {
      instanceType: isSmall ? 't4g.micro' : step.zookeeper,
      count: 3,
      diskGib: 10,
      reason: 'three, so that one may go; it only keeps who is there and who leads',
    },
    master: {
      instanceType: isSmall ? 't4g.medium' : step.master,
      count: isHigh ? 2 : 1,
      diskGib: SYSTEM_GIB,
      reason: `leads ${vcpus} vCPUs of data nodes${isHigh ? ', the second stands by' : ''}`,
    },
    query: sizeQuery(isHigh, flow),
    data,
  };
  const postgres: Postgres = {
    minimumAcu: step.acu,
    maximumAcu: step.acu * 8,
    instanceType: step.postgres,
    readers: isHigh ? 1 : 0,
    reason: 'metadata of segments and tasks; its load grows with the data nodes',
  };
  const tasks = Math.max(1, roundUp(flow.taskCores));
  return { ...groups, tasks, postgres, costs: druidCosts(groups, postgres, { flow, assumptions }) };
}

function sizeData(isHigh: boolean, flow: Flow, { diskUsage }: Assumptions): { data: MachineGroup; vcpus: number } {
  const tasks = flow.taskCores * flow.druidReplicas;
  const gib = (flow.segmentGib * flow.druidReplicas) / diskUsage;
  const vcpus = Math.max(tasks + flow.scanCores, gib / GIB_PER_VCPU);
  const isOneSmall = !isHigh && vcpus <= SMALL_DATA_NODE.vcpus;
  const fleet = isOneSmall
    ? { ...SMALL_DATA_NODE, count: 1 }
    : fleetOf(DATA_NODES, { vcpus, least: isHigh ? 3 : 1, most: MOST_DATA_NODES });
  const leastGib = LEAST_GIB_PER_VCPU * vcpusOf(fleet.instanceType);
  const diskGib = Math.max(leastGib, Math.ceil(gib / fleet.count));
  const reason =
    `${tasks.toFixed(1)} cores for tasks, ${flow.scanCores.toFixed(1)} for scans, ` +
    `${Math.ceil(gib).toLocaleString('en')} GiB of segments in ${flow.druidReplicas === 2 ? 'two copies' : 'one copy'}`;
  return { data: { instanceType: fleet.instanceType, count: fleet.count, diskGib, reason }, vcpus: fleet.vcpus };
}

function sizeQuery(isHigh: boolean, { brokerCores }: Flow): MachineGroup {
  const isOneSmall = !isHigh && brokerCores <= SMALL_QUERY_NODE.vcpus;
  const fleet = isOneSmall
    ? { instanceType: SMALL_QUERY_NODE.instanceType, count: 1 }
    : fleetOf(QUERY_NODES, { vcpus: brokerCores, least: isHigh ? 2 : 1, most: MOST_QUERY_NODES });
  const reason = `${brokerCores.toFixed(1)} cores to plan queries and merge answers`;
  return { instanceType: fleet.instanceType, count: fleet.count, diskGib: SYSTEM_GIB, reason };
}
