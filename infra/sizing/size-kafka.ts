// Brokers of both kinds for the same flow, and which of them costs less. Standard ones are bought with three copies of the data on their
// disks; Express ones cost twice as much, take more, and bill one copy and what is written.
import type { Assumptions } from './assumptions.ts';
import { totalOf } from './cost-line.ts';
import type { CostLine } from './cost-line.ts';
import { KAFKA_REPLICAS } from './flow.ts';
import type { Flow } from './flow.ts';
import { LIMITS } from './limits.ts';
import { EXPRESS_BROKERS, STANDARD_BROKERS, fleetOf, roundUp } from './machines.ts';
import type { Fleet } from './machines.ts';
import { metricsMonth } from './metrics-month.ts';
import { HOURS_PER_MONTH, PRICES, SECONDS_PER_MONTH } from './prices.ts';

export interface KafkaPlan {
  brokers: 'standard' | 'express';
  instanceType: string;
  /** Of each cluster, over all zones: a multiple of three. */
  count: number;
  /** The flow is divided among them by key. */
  clusters: number;
  /** Of each broker, in GiB; Express brokers have storage without end. */
  diskGib: number;
  /** Of all clusters. */
  vcpus: number;
  costs: CostLine[];
  reason: string;
}

const ZONES = 3;
/** Beyond it a larger size is taken: fewer brokers are easier to look after. */
const MOST_OF_A_SIZE = 12;
const LEAST_DISK_GIB = 50;
/** Each stream has a topic of its own, one of dead letters and one of late rows. */
export const TOPICS_PER_STREAM = 3;
/** Of PER_TOPIC_PER_BROKER monitoring, which is billed by the metric. */
const METRICS_PER_BROKER = 40;
const METRICS_PER_TOPIC_AND_BROKER = 11;
const GB_PER_GIB = 2 ** 30 / 1e9;

export interface KafkaNeed {
  flow: Flow;
  /** Of all topics, without replicas. */
  partitions: number;
  topics: number;
  assumptions: Assumptions;
}

export interface KafkaChoice {
  chosen: KafkaPlan;
  other: KafkaPlan;
}

export function sizeKafka(need: KafkaNeed): KafkaChoice {
  const [standard, express] = [sizeStandard(need), sizeExpress(need)];
  const difference = totalOf(standard.costs) - totalOf(express.costs);
  const [chosen, other] = difference <= 0 ? [standard, express] : [express, standard];
  const saved = Math.round(Math.abs(difference)).toLocaleString('en');
  const reason = `${chosen.reason}; ${other.brokers} brokers would cost ${saved} USD more a month`;
  return { chosen: { ...chosen, reason }, other };
}

/** What carries both kinds of brokers, in vCPUs. */
const sharedVcpus = ({ flow, partitions }: KafkaNeed): Bottleneck[] => [
  { by: 'CPU', vcpus: flow.kafkaCores },
  { by: 'partitions', vcpus: (partitions * KAFKA_REPLICAS) / LIMITS.msk.partitionsPerVcpu },
];

interface Bottleneck {
  by: string;
  vcpus: number;
}

function sizeStandard(need: KafkaNeed): KafkaPlan {
  const { flow, assumptions } = need;
  const bottleneck = narrowest([
    ...sharedVcpus(need),
    { by: 'writes', vcpus: flow.ingressMegabytesPerSecond / LIMITS.msk.standardMegabytesPerVcpu },
  ]);
  const gib = (flow.kafkaGib * KAFKA_REPLICAS) / assumptions.diskUsage;
  const least = Math.max(ZONES, gib / LIMITS.msk.gibPerStandardBroker);
  const fleet = brokersOf(STANDARD_BROKERS, { vcpus: bottleneck.vcpus, least });
  const total = fleet.count * fleet.clusters;
  const diskGib = Math.max(LEAST_DISK_GIB, Math.ceil(gib / total));
  const costs = [
    ...brokerCosts(need, { fleet, vcpuHour: PRICES.kafka.standardVcpuHour }),
    line('disks, three copies', Math.max(gib, total * LEAST_DISK_GIB) * GB_PER_GIB * PRICES.kafka.standardGbMonth),
  ];
  return { brokers: 'standard', ...fleet, diskGib, costs, reason: reasonOf(fleet, bottleneck) };
}

function sizeExpress(need: KafkaNeed): KafkaPlan {
  const { flow } = need;
  const bottleneck = narrowest([
    ...sharedVcpus(need),
    { by: 'writes', vcpus: flow.ingressMegabytesPerSecond / LIMITS.msk.expressMegabytesPerVcpu },
    { by: 'reads', vcpus: flow.egressMegabytesPerSecond / LIMITS.msk.expressReadMegabytesPerVcpu },
  ]);
  const fleet = brokersOf(EXPRESS_BROKERS, { vcpus: bottleneck.vcpus, least: ZONES });
  const gbIn = (flow.averageIngressMegabytesPerSecond * SECONDS_PER_MONTH) / 1000;
  const costs = [
    ...brokerCosts(need, { fleet, vcpuHour: PRICES.kafka.expressVcpuHour }),
    line('storage, one copy is billed', flow.kafkaGib * GB_PER_GIB * PRICES.kafka.expressGbMonth),
    line('data written', gbIn * PRICES.kafka.expressGbIn),
  ];
  return { brokers: 'express', ...fleet, diskGib: 0, costs, reason: reasonOf(fleet, bottleneck) };
}

type Brokers = Fleet & { clusters: number };

/** Brokers in clusters of the same size. */
function brokersOf(
  machines: Parameters<typeof fleetOf>[0],
  { vcpus, least }: { vcpus: number; least: number },
): Brokers {
  const all = fleetOf(machines, { vcpus, least, most: MOST_OF_A_SIZE, multipleOf: ZONES });
  const clusters = roundUp(all.count / LIMITS.msk.brokersPerCluster);
  const count = roundUp(all.count / clusters, ZONES);
  return { ...all, clusters, count, vcpus: (all.vcpus / all.count) * count * clusters };
}

function brokerCosts(
  { topics, assumptions }: KafkaNeed,
  { fleet, vcpuHour }: { fleet: Brokers; vcpuHour: number },
): CostLine[] {
  const total = fleet.count * fleet.clusters;
  const metrics = total * METRICS_PER_BROKER + fleet.count * topics * METRICS_PER_TOPIC_AND_BROKER;
  return [
    line(`${total} brokers`, fleet.vcpus * vcpuHour * HOURS_PER_MONTH),
    line('metrics of each topic and broker', metricsMonth(metrics)),
    line('logs', total * assumptions.logGibPerMachine * PRICES.cloudwatch.logGb),
  ];
}

const line = (item: string, monthlyUsd: number): CostLine => ({ part: 'Kafka', item, monthlyUsd });

const narrowest = (all: Bottleneck[]): Bottleneck => all.reduce((most, one) => (one.vcpus > most.vcpus ? one : most));

const reasonOf = ({ count, clusters, instanceType }: Brokers, { by, vcpus }: Bottleneck): string =>
  `${vcpus.toFixed(1)} vCPUs by ${by}, the narrowest, in ${clusters} x ${count} ${instanceType}, three zones at least`;
