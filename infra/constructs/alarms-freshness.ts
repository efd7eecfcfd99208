// The platform as its users see it: an event is seen in time, and rules are judged in time.
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { extreme } from './raise-alarm.ts';
import type { RaiseAlarm } from './raise-alarm.ts';

/** @param name of the platform: the canary says it with each figure */
export function freshnessAlarms(raise: RaiseAlarm, name: string): Alarm[] {
  const where = `platform = '${name}'`;
  return [
    raise('Canary-failures', {
      metric: extreme({ of: 'MAX', metric: 'CanaryFailures', from: '"Millrace"', where }),
      above: 0,
      why: 'An event that was posted was not seen by a query within a minute, or the canary itself is silent.',
      isSilenceBad: true,
    }),
    raise('Canary-freshness', {
      metric: extreme({ of: 'MAX', metric: 'CanaryFreshness', from: '"Millrace"', where }),
      above: FRESHNESS_MS,
      periods: 5,
      why: 'Events take longer than ten seconds until queries see them.',
    }),
    raise('Evaluation-lag', {
      metric: extreme({ of: 'MAX', metric: 'EvaluationLag', from: '"Millrace"' }),
      above: EVALUATION_MS,
      periods: 5,
      why: 'Rules are judged more than two minutes after their windows ended.',
    }),
    raise('Evaluation-failures', {
      metric: extreme({ of: 'SUM', metric: 'EvaluationFailures', from: '"Millrace"' }),
      above: 0,
      periods: 5,
      why: 'Groups of rules cannot be judged: the log of the evaluator says why.',
    }),
    raise('Evaluation-skipped', {
      metric: extreme({ of: 'SUM', metric: 'WindowsSkipped', from: '"Millrace"' }),
      above: 0,
      periods: 1,
      why: 'Windows were skipped for ever, as an outage was too long to make up for.',
    }),
  ];
}

const FRESHNESS_MS = 10_000;
const EVALUATION_MS = 120_000;
