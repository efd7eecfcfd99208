// Druid: what infra/druid/boot/metrics.py tells of what Druid emits. Each process tells its own: the alarms look at the worst.
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { extreme } from './raise-alarm.ts';
import type { RaiseAlarm } from './raise-alarm.ts';

export interface DruidAlarmsProps {
  /** The platform's name. */
  name: string;
}

export function druidAlarms(raise: RaiseAlarm, { name }: DruidAlarmsProps): Alarm[] {
  return [...ingestionAlarms(raise, name), ...servingAlarms(raise, name)];
}

function ingestionAlarms(raise: RaiseAlarm, name: string): Alarm[] {
  return [
    raise('Druid-lag', {
      metric: worst(name, 'ingest/kafka/lag'),
      above: LAG_RECORDS,
      periods: 10,
      why: 'Supervisors are far behind Kafka: their tasks fail or are too few. The status of the models says which.',
    }),
    raise('Druid-supervisors', {
      // The coordinator, which runs the supervisors, tells their lag each minute as long as one of them is well.
      metric: coordinator(name, 'ingest/kafka/maxLag', 'SampleCount'),
      below: 1,
      periods: 10,
      why: 'No supervisor tells where it is: the overlord is down, or all supervisors are suspended or unhealthy.',
      isSilenceBad: true,
    }),
    raise('Druid-unparseable', {
      metric: extreme({ of: 'SUM', metric: 'ingest/events/unparseable', from: PROCESSES, where: whereName(name) }),
      above: 0,
      why: 'Records reach Druid that it cannot read, though the platform checks them before.',
    }),
    raise('Druid-tasks', {
      metric: coordinator(name, 'task/failed/count', 'Sum'),
      above: 0,
      periods: 2,
      why: 'Tasks fail: their logs are in the deep storage bucket, under task-logs/.',
    }),
    raise('Druid-pending', {
      metric: coordinator(name, 'task/pending/count', 'Maximum'),
      above: 0,
      periods: 10,
      why: 'Tasks wait for a place to run: data nodes are too few, or do not register.',
    }),
  ];
}

function servingAlarms(raise: RaiseAlarm, name: string): Alarm[] {
  return [
    raise('Druid-unavailable', {
      metric: coordinator(name, 'segment/unavailable/count', 'Maximum'),
      above: 0,
      periods: 10,
      why: 'Segments are on no historical: queries miss their rows.',
    }),
    raise('Druid-queries', {
      metric: processMetric({ name, service: 'druid/broker', metricName: 'query/time', statistic: 'p99' }),
      above: QUERY_MS,
      periods: 5,
      why: 'One query in a hundred takes longer than two seconds: brokers or data nodes are too busy, or queries too wide.',
    }),
    raise('Druid-heap', {
      metric: worst(name, 'jvm/heap/percent'),
      above: 92,
      periods: 10,
      why: 'A process has had hardly any heap left for ten minutes.',
    }),
  ];
}

const worst = (name: string, metric: string) =>
  extreme({ of: 'MAX', metric, from: PROCESSES, where: whereName(name), groupBy: 'Service' });

const coordinator = (name: string, metricName: string, statistic: string): Metric =>
  processMetric({ name, service: 'druid/coordinator', metricName, statistic });

function processMetric(of: { name: string; service: string; metricName: string; statistic: string }): Metric {
  const { name, service, metricName, statistic } = of;
  return new Metric({
    namespace: 'Millrace/Druid',
    metricName,
    statistic,
    period: Duration.minutes(1),
    dimensionsMap: { Platform: name, Service: service },
  });
}

const PROCESSES = 'SCHEMA("Millrace/Druid", Platform, Service)';
const whereName = (name: string): string => `Platform = '${name}'`;
const LAG_RECORDS = 100_000;
const QUERY_MS = 2_000;
