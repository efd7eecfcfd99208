// Flink: pipelines are made at run time, so the alarms look at all applications of the region together; the dashboard says which it is.
// Flink 2.2 has neither `downtime` nor `fullRestarts` any more: what an application is doing is one metric for each state.
import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { extreme } from './raise-alarm.ts';
import type { RaiseAlarm } from './raise-alarm.ts';

export function flinkAlarms(raise: RaiseAlarm): Alarm[] {
  return [
    raise('Flink-restarting', {
      metric: ofApplications('restartingTime'),
      above: 0,
      why: 'A pipeline is restarting: its status names the exception.',
    }),
    raise('Flink-failing', {
      metric: ofApplications('failingTime'),
      above: 0,
      periods: 1,
      why: 'A pipeline is failing: its status names the exception.',
    }),
    raise('Flink-restarts', {
      metric: growth('numRestarts'),
      above: 0,
      periods: 3,
      why: 'A pipeline has restarted again and again: what it fails on comes back, such as a record or a limit of memory.',
    }),
    raise('Flink-checkpoints', {
      metric: growth('numberOfFailedCheckpoints'),
      above: 0,
      periods: 2,
      why: 'Checkpoints fail: exactly-once output is held back, and a restart would repeat more than it should.',
    }),
    raise('Flink-backpressure', {
      metric: extreme({ of: 'MAX', metric: 'backPressuredTimeMsPerSecond', from: '"AWS/KinesisAnalytics"' }),
      above: BACKPRESSURED_MS,
      periods: 15,
      why: 'A task has waited for the next one most of the time: the pipeline needs more parallelism, or its sink is slow.',
    }),
    raise('Flink-watermark', {
      metric: watermarkLag(),
      above: WATERMARK_SECONDS,
      periods: 10,
      why: 'The watermark of an operator is far behind the clock: windows do not end. A partition without events, or events from the future.',
    }),
  ];
}

const ofApplications = (metric: string): MathExpression =>
  extreme({ of: 'MAX', metric, from: APPLICATIONS, groupBy: 'Application' });

/** Counters only grow: what counts is by how much, over all of them together. */
function growth(metric: string): MathExpression {
  const counter = extreme({ of: 'SUM', metric, from: APPLICATIONS });
  return new MathExpression({
    expression: 'DIFF(counter)',
    usingMetrics: { counter },
    label: metric,
    period: Duration.minutes(1),
  });
}

/** Operators without a watermark yet tell the least number there is. */
function watermarkLag(): MathExpression {
  const watermark = extreme({ of: 'MIN', metric: 'currentOutputWatermark', from: '"AWS/KinesisAnalytics"' });
  return new MathExpression({
    expression: 'IF(watermark > 0, EPOCH(watermark) - watermark / 1000, 0)',
    usingMetrics: { watermark },
    label: 'watermark behind the clock, in seconds',
    period: Duration.minutes(1),
  });
}

const APPLICATIONS = 'SCHEMA("AWS/KinesisAnalytics", Application)';
const BACKPRESSURED_MS = 800;
const WATERMARK_SECONDS = 600;
