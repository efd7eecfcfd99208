// Kafka: a controller, no partition without a leader or without its copies, room on disks, consumers that keep up.
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { KafkaCluster } from './kafka-cluster.ts';
import { extreme } from './raise-alarm.ts';
import type { RaiseAlarm } from './raise-alarm.ts';

export function kafkaAlarms(raise: RaiseAlarm, { name, kind }: KafkaCluster): Alarm[] {
  const id = (what: string): string => `Kafka-${name}-${what}`;
  const lag = raise(id('lag'), {
    metric: extreme({
      of: 'MAX',
      metric: 'EstimatedMaxTimeLag',
      from: CONSUMERS,
      where: whereCluster(name),
      groupBy: '"Consumer Group"',
    }),
    above: LAG_SECONDS,
    periods: 5,
    why: 'A consumer group is more than two minutes behind: look at the pipeline or the model that reads the topic.',
  });
  if (kind === 'serverless' || kind === 'existing') return [lag];
  const brokers = [...brokerAlarms(raise, { name, id }), lag];
  return kind === 'standard' ? [...brokers, ...standardAlarms(raise, { name, id })] : brokers;
}

interface Of {
  name: string;
  id: (what: string) => string;
}

function brokerAlarms(raise: RaiseAlarm, { name, id }: Of): Alarm[] {
  return [
    raise(id('controller'), {
      metric: clusterMetric(name, 'ActiveControllerCount', 'Maximum'),
      below: 1,
      why: 'No controller is active: nothing can be elected or created.',
      isSilenceBad: true,
    }),
    raise(id('processor'), {
      metric: extreme({ of: 'MAX', metric: 'CpuUser', from: BROKERS, where: whereCluster(name) }),
      above: 60,
      periods: 15,
      why: 'A broker has had less than the 40 % to spare that losing another one takes: add brokers.',
    }),
  ];
}

/** Express brokers have no volumes, and look after their copies themselves. */
function standardAlarms(raise: RaiseAlarm, { name, id }: Of): Alarm[] {
  return [
    raise(id('offline'), {
      metric: clusterMetric(name, 'OfflinePartitionsCount', 'Maximum'),
      above: 0,
      periods: 1,
      why: 'Partitions have no leader: they can be neither written nor read.',
    }),
    raise(id('copies'), {
      metric: extreme({ of: 'SUM', metric: 'UnderReplicatedPartitions', from: BROKERS, where: whereCluster(name) }),
      above: 0,
      periods: 15,
      why: 'Partitions have had fewer copies than they should for a quarter of an hour: a broker is down or too busy.',
    }),
    raise(id('disk'), {
      metric: extreme({ of: 'MAX', metric: 'KafkaDataLogsDiskUsed', from: BROKERS, where: whereCluster(name) }),
      above: 80,
      why: "A broker's volume is four fifths full: enlarge the volumes or shorten the retention of streams.",
    }),
  ];
}

const clusterMetric = (name: string, metricName: string, statistic: string): Metric =>
  new Metric({
    namespace: 'AWS/Kafka',
    metricName,
    statistic,
    period: Duration.minutes(1),
    dimensionsMap: { 'Cluster Name': name },
  });

const whereCluster = (name: string): string => `"Cluster Name" = '${name}'`;
const BROKERS = 'SCHEMA("AWS/Kafka", "Broker ID", "Cluster Name")';
const CONSUMERS = 'SCHEMA("AWS/Kafka", "Cluster Name", "Consumer Group", "Topic")';
const LAG_SECONDS = 120;
