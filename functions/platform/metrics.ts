// Figures over time, as log lines in CloudWatch's embedded metric format: on AWS they become metrics, elsewhere they stay in the log.
import { Metrics as EmbeddedMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The metrics of the namespace `Millrace`, with their units. */
const UNITS = {
  /** From a window's end and the allowed lateness to its judgment; of a group of rules. */
  EvaluationLag: MetricUnit.Milliseconds,
  /** Windows that are never judged, as an outage was too long; of a group of rules. */
  WindowsSkipped: MetricUnit.Count,
  /** Attempts to judge a group that failed. */
  EvaluationFailures: MetricUnit.Count,
  /** From an event's arrival to the first query that sees it. */
  CanaryFreshness: MetricUnit.Milliseconds,
  /** 1 where the canary's event was not seen in time, else 0. */
  CanaryFailures: MetricUnit.Count,
} as const;

export interface Metrics {
  record(name: keyof typeof UNITS, value: number, dimensions: Record<string, string>): void;
}

export function createMetrics(serviceName: string): Metrics {
  const metrics = new EmbeddedMetrics({ namespace: 'Millrace', serviceName });
  return {
    record: (name, value, dimensions) => {
      const single = metrics.singleMetric();
      single.addDimensions(dimensions);
      single.addMetric(name, UNITS[name], value);
    },
  };
}
