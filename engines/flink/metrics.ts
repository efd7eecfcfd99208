// A pipeline's metrics as Managed Flink gives them to CloudWatch.
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';

const TIMEOUT_MS = 10_000;
const PERIOD_SECONDS = 60;
const LOOKED_BACK_MS = 5 * 60_000;

/** CloudWatch's names of what a status shows. */
const METRICS = {
  uptimeMs: 'uptime',
  restarts: 'fullRestarts',
  lastCheckpointMs: 'lastCheckpointDuration',
  lastCheckpointBytes: 'lastCheckpointSize',
  recordsInPerSecond: 'numRecordsInPerSecond',
  recordsOutPerSecond: 'numRecordsOutPerSecond',
} as const;

type MetricName = keyof typeof METRICS;
/** Null where there is no value of the last minutes. */
export type ApplicationMetrics = Record<MetricName, number | null>;

export type Metrics = ReturnType<typeof openMetrics>;

export function openMetrics() {
  const client = new CloudWatchClient(awsClientOptions(TIMEOUT_MS));
  return {
    /** The newest values. @throws EngineError flink */
    read: async (application: string, now: Date): Promise<ApplicationMetrics> => {
      const input = {
        MetricDataQueries: Object.entries(METRICS).map(([id, metric]) => printQuery(id, metric, application)),
        StartTime: new Date(now.getTime() - LOOKED_BACK_MS),
        EndTime: now,
        ScanBy: 'TimestampDescending' as const,
      };
      const answer = await callAws('flink', () => client.send(new GetMetricDataCommand(input)));
      const newest = new Map(answer.MetricDataResults?.map(({ Id, Values }) => [Id, Values?.[0]]));
      const value = (name: MetricName) => newest.get(name) ?? null;
      return {
        uptimeMs: value('uptimeMs'),
        restarts: value('restarts'),
        lastCheckpointMs: value('lastCheckpointMs'),
        lastCheckpointBytes: value('lastCheckpointBytes'),
        recordsInPerSecond: value('recordsInPerSecond'),
        recordsOutPerSecond: value('recordsOutPerSecond'),
      };
    },
    close: (): void => client.destroy(),
  };
}

function printQuery(id: string, metric: string, application: string): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/KinesisAnalytics',
        MetricName: metric,
        Dimensions: [{ Name: 'Application', Value: application }],
      },
      Period: PERIOD_SECONDS,
      Stat: 'Maximum',
    },
  };
}
