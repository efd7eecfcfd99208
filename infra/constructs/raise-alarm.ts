// An alarm as all of them are: it says why it matters, and tells when it begins and when it ends.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface AlarmProps {
  metric: cloudwatch.IMetric;
  /** It is raised above this, or below `below`. */
  above?: number;
  below?: number;
  /** How many minutes (periods of the metric) in a row. @default 3 */
  periods?: number;
  /** What it means, and what to look at. */
  why: string;
  /** Whether no figure at all is a reason too. @default - it is not */
  isSilenceBad?: boolean;
}

/** Makes the alarms of one part of the platform. */
export type RaiseAlarm = (id: string, props: AlarmProps) => cloudwatch.Alarm;

export function raiseAlarmsTo(scope: Construct, topic: ITopic): RaiseAlarm {
  const action = new SnsAction(topic);
  return (id, { metric, above, below, periods = 3, why, isSilenceBad = false }) => {
    const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
    const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric,
      threshold: above ?? below ?? 0,
      comparisonOperator: below === undefined ? GREATER_THAN_THRESHOLD : LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      alarmDescription: why,
      treatMissingData: isSilenceBad ? BREACHING : NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  };
}

interface Query {
  of: 'MAX' | 'MIN' | 'SUM';
  metric: string;
  /** The namespace, or `SCHEMA(..)` of it, as Metrics Insights writes it. */
  from: string;
  where?: string;
  /** The alarm then says which ones it is about. */
  groupBy?: string;
}

/** The extreme of a metric over whatever is there when it is looked at: applications, brokers and consumer groups come and go. */
export function extreme({ of, metric, from, where, groupBy }: Query): cloudwatch.MathExpression {
  const clauses = [
    `SELECT ${of}("${metric}") FROM ${from}`,
    ...(where === undefined ? [] : [`WHERE ${where}`]),
    ...(groupBy === undefined ? [] : [`GROUP BY ${groupBy}`]),
  ];
  return new cloudwatch.MathExpression({
    expression: clauses.join(' '),
    label: `${metric} (${of.toLowerCase()})`,
    period: Duration.minutes(1),
    usingMetrics: {},
  });
}
