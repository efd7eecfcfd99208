// Alarms for what other stacks have made, found in the tree, so that nothing is forgotten that is added later: functions, queues, APIs,
// the table, the metadata store.
import { Duration } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DatabaseCluster } from 'aws-cdk-lib/aws-rds';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import type { RaiseAlarm } from './raise-alarm.ts';

export function alarmsOfMade(raise: RaiseAlarm, root: IConstruct): Alarm[] {
  return root.node.findAll().flatMap((construct) => {
    const id = construct.node.path.replaceAll('/', '-');
    // CDK's own fill buckets and the like while a stack is deployed, which fails when they do.
    if (construct instanceof LambdaFunction && !construct.node.id.startsWith('Custom::'))
      return functionAlarms(raise, id, construct);
    if (construct instanceof Queue) return [queueAlarm(raise, id, construct)];
    if (construct instanceof RestApi) return apiAlarms(raise, id, construct);
    if (construct instanceof Table) return [tableAlarm(raise, id, construct)];
    if (construct instanceof DatabaseCluster) return databaseAlarms(raise, id, construct);
    return [];
  });
}

const MINUTE = { period: Duration.minutes(1) };

function functionAlarms(raise: RaiseAlarm, id: string, made: LambdaFunction): Alarm[] {
  const alarms = [
    raise(`${id}-errors`, {
      metric: made.metricErrors(MINUTE),
      above: 0,
      periods: 2,
      why: `The function ${id} fails: its log says on what.`,
    }),
    raise(`${id}-throttles`, {
      metric: made.metricThrottles(MINUTE),
      above: 0,
      periods: 2,
      why: `The function ${id} is called more often than it may run at once.`,
    }),
  ];
  const timeoutMs = (made.timeout ?? Duration.seconds(3)).toMilliseconds();
  // Those that may take very long are meant to: they stream, or wait for something.
  if (timeoutMs > LONG_MS) return alarms;
  const duration = raise(`${id}-duration`, {
    metric: made.metricDuration({ ...MINUTE, statistic: 'p99' }),
    above: timeoutMs * NEAR_TIMEOUT,
    periods: 5,
    why: `The function ${id} takes nearly as long as it may.`,
  });
  return [...alarms, duration];
}

const queueAlarm = (raise: RaiseAlarm, id: string, made: Queue): Alarm =>
  raise(`${id}-depth`, {
    metric: made.metricApproximateNumberOfMessagesVisible({ ...MINUTE, statistic: 'Maximum' }),
    above: 0,
    periods: 1,
    why: `Something was given up on and waits in the queue ${id}.`,
  });

function apiAlarms(raise: RaiseAlarm, id: string, made: RestApi): Alarm[] {
  return [
    raise(`${id}-failures`, {
      metric: made.metricServerError({ ...MINUTE, statistic: 'Average' }),
      above: 0.01,
      periods: 5,
      why: 'More than one request in a hundred is answered by 5xx.',
    }),
    raise(`${id}-latency`, {
      metric: made.metricLatency({ ...MINUTE, statistic: 'p99' }),
      above: LATENCY_MS,
      periods: 5,
      why: 'One request in a hundred takes longer than five seconds.',
    }),
  ];
}

function tableAlarm(raise: RaiseAlarm, id: string, { tableName }: Table): Alarm {
  const throttled = (metricName: string): Metric =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      statistic: 'Sum',
      dimensionsMap: { TableName: tableName },
      ...MINUTE,
    });
  return raise(`${id}-throttles`, {
    metric: new MathExpression({
      expression: 'FILL(reads, 0) + FILL(writes, 0)',
      usingMetrics: { reads: throttled('ReadThrottleEvents'), writes: throttled('WriteThrottleEvents') },
      label: 'throttled requests',
      ...MINUTE,
    }),
    above: 0,
    periods: 5,
    why: 'The table of definitions and incidents is used faster than it grows: retries cost latency.',
  });
}

function databaseAlarms(raise: RaiseAlarm, id: string, made: DatabaseCluster): Alarm[] {
  return [
    raise(`${id}-processor`, {
      metric: made.metricCPUUtilization(MINUTE),
      above: 85,
      periods: 15,
      why: "Druid's metadata store is busy: enlarge it.",
    }),
    raise(`${id}-memory`, {
      metric: made.metricFreeableMemory(MINUTE),
      below: 100_000_000,
      periods: 10,
      why: "Druid's metadata store has hardly any memory left: enlarge it.",
    }),
  ];
}

const NEAR_TIMEOUT = 0.8;
const LONG_MS = 300_000;
const LATENCY_MS = 5_000;
