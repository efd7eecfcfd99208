// Lambda Invoke, CloudWatch metrics and logs: the real SDK clients against the planner's JVM and the real Flink.
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { StartApplicationCommand } from '@aws-sdk/client-kinesis-analytics-v2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, createApplication, deleteApplications, untilStatus } from './control-planes/applications.ts';
import { uploadCountingJob } from './control-planes/counting-job.ts';
import { until } from './control-planes/until.ts';

const name = 'observed-counting';
const metrics = new CloudWatchClient({ maxAttempts: 1 });
const logs = new CloudWatchLogsClient({ maxAttempts: 1 });
const lambda = new LambdaClient({ maxAttempts: 1 });

async function readMetrics(application: string, names: string[]): Promise<Record<string, number | undefined>> {
  const { MetricDataResults = [] } = await metrics.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 300_000),
      EndTime: new Date(),
      MetricDataQueries: names.map((MetricName, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/KinesisAnalytics',
            MetricName,
            Dimensions: [{ Name: 'Application', Value: application }],
          },
          Period: 60,
          Stat: 'Maximum',
        },
      })),
    }),
  );
  return Object.fromEntries(MetricDataResults.map(({ Label, Values }) => [Label, Values?.[0]]));
}

beforeAll(async () => {
  await uploadCountingJob();
  await createApplication(name);
  await client.send(new StartApplicationCommand({ ApplicationName: name }));
  await untilStatus(name, 'RUNNING');
});
afterAll(async () => {
  await deleteApplications(name);
  for (const each of [client, metrics, logs, lambda]) each.destroy();
});

describe('the metrics of an application', () => {
  it("are Flink's own: what is read, what is written, how long it is up, its checkpoints", async () => {
    const names = ['numRecordsInPerSecond', 'numRecordsOutPerSecond', 'uptime', 'fullRestarts', 'lastCheckpointSize'];
    const withoutValues = ['records_lag_max', 'currentOutputWatermark'];

    const values = await until(
      () => readMetrics(name, [...names, ...withoutValues, 'busyTimeMsPerSecond']),
      (found) => Number(found['numRecordsInPerSecond']) > 10 && Number(found['lastCheckpointSize']) > 0,
    );

    expect(values).toMatchObject({ fullRestarts: 0, records_lag_max: undefined, currentOutputWatermark: undefined });
    expect(values['uptime']).toBeGreaterThan(0);
    expect(values['numRecordsOutPerSecond']).toBeGreaterThan(10);
  });

  it('are empty for an application that does not run and for metrics that do not exist', async () => {
    expect(await readMetrics('observed-none', ['uptime'])).toEqual({ uptime: undefined });
    expect(await readMetrics(name, ['nonsense'])).toEqual({ nonsense: undefined });
  });
});

describe('the log of an application', () => {
  const logGroupName = `/aws/kinesis-analytics/${name}`;
  const logStreamName = 'kinesis-analytics-log-stream';

  it('is filtered by time and terms, and read page by page from its head', async () => {
    const { events: running = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern: '"is running"', startTime: Date.now() - 600_000 }),
    );
    const first = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit: 1, startFromHead: true }),
    );
    const second = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit: 1, nextToken: first.nextForwardToken }),
    );

    expect(running).toHaveLength(1);
    expect(first.events).toMatchObject([{ message: expect.stringContaining('was created') }]);
    expect(second.events).toMatchObject([{ message: expect.stringContaining('Asked to start') }]);
  });

  it('does not exist for an application that does not', async () => {
    const none = new FilterLogEventsCommand({ logGroupName: '/aws/kinesis-analytics/observed-none' });

    await expect(logs.send(none)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('the planner as a Lambda', () => {
  it('answers an invocation with its payload', async () => {
    const plan = { format: 1, pipeline: 'empty', configuration: {}, steps: [] };

    const { StatusCode, Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: 'millrace-planner',
        Payload: Buffer.from(JSON.stringify({ operation: 'plan', plan })),
      }),
    );

    expect(StatusCode).toBe(200);
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toHaveProperty('ok');
  });

  it('answers what it throws as a function error', async () => {
    const beyondItsLimit = JSON.stringify({ operation: 'plan', padding: 'x'.repeat(4_500_000) });

    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: 'millrace-planner', Payload: Buffer.from(beyondItsLimit) }),
    );

    expect(FunctionError).toBe('Unhandled');
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toHaveProperty('errorMessage');
  });

  it('is the only function: others are not found', async () => {
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
