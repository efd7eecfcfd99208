// What the tests of Managed Flink's control plane do again and again, through the real SDK client and Flink's own REST API.
import {
  type ApplicationDetail,
  type ApplicationStatus,
  CreateApplicationCommand,
  DeleteApplicationCommand,
  DescribeApplicationCommand,
  KinesisAnalyticsV2Client,
  ListApplicationsCommand,
} from '@aws-sdk/client-kinesis-analytics-v2';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { readPorts } from '#local/ports.ts';
import { bucket, jarKey } from './counting-job.ts';
import { until } from './until.ts';

export const client = new KinesisAnalyticsV2Client({ maxAttempts: 1 });
const logs = new CloudWatchLogsClient({ maxAttempts: 1 });
const flinkUrl = `http://127.0.0.1:${readPorts(process.env).flink}`;

/** Creates an application of the counting job with a checkpoint every second. */
export async function createApplication(name: string, behaviour = 'well-behaved'): Promise<void> {
  await client.send(
    new CreateApplicationCommand({
      ApplicationName: name,
      RuntimeEnvironment: 'FLINK-2_2',
      ServiceExecutionRole: 'arn:aws:iam::000000000000:role/test',
      ApplicationConfiguration: {
        ApplicationCodeConfiguration: {
          CodeContentType: 'ZIPFILE',
          CodeContent: { S3ContentLocation: { BucketARN: `arn:aws:s3:::${bucket}`, FileKey: jarKey } },
        },
        EnvironmentProperties: { PropertyGroups: [{ PropertyGroupId: 'job', PropertyMap: { behaviour } }] },
        FlinkApplicationConfiguration: {
          CheckpointConfiguration: {
            ConfigurationType: 'CUSTOM',
            CheckpointingEnabled: true,
            CheckpointInterval: 1_000,
            MinPauseBetweenCheckpoints: 0,
          },
          ParallelismConfiguration: { ConfigurationType: 'CUSTOM', Parallelism: 1, AutoScalingEnabled: false },
        },
      },
    }),
  );
}

/** The application as DescribeApplication answers it. */
export async function describeApplication(name: string): Promise<ApplicationDetail> {
  const { ApplicationDetail: detail } = await client.send(new DescribeApplicationCommand({ ApplicationName: name }));
  if (detail === undefined) throw new Error('no ApplicationDetail');
  return detail;
}

/** Waits for a status. */
export async function untilStatus(name: string, status: ApplicationStatus): Promise<ApplicationDetail> {
  return await until(
    () => describeApplication(name),
    (detail) => detail.ApplicationStatus === status,
  );
}

/** Deletes the applications whose name starts so, and waits until they are gone. */
export async function deleteApplications(prefix: string): Promise<void> {
  const list = async () => {
    const { ApplicationSummaries = [] } = await client.send(new ListApplicationsCommand({}));
    return ApplicationSummaries.map(({ ApplicationName = '' }) => ApplicationName).filter((name) =>
      name.startsWith(prefix),
    );
  };
  for (const ApplicationName of await list()) {
    const { CreateTimestamp } = await describeApplication(ApplicationName);
    await client.send(new DeleteApplicationCommand({ ApplicationName, CreateTimestamp })).catch(() => undefined);
  }
  await until(list, (names) => names.length === 0);
}

/** The messages in an application's log. */
export async function logMessages(name: string, filterPattern = ''): Promise<string[]> {
  const logGroupName = `/aws/kinesis-analytics/${name}`;
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));
  return events.map(({ message = '' }) => message);
}

const Jobs = z.object({
  jobs: z.array(z.object({ jid: z.string(), name: z.string(), state: z.string(), 'start-time': z.number() })),
});
const Checkpoints = z.object({
  counts: z.object({ completed: z.number() }),
  latest: z.object({
    restored: z.object({ is_savepoint: z.boolean(), external_path: z.string().nullable() }).nullish(),
    completed: z.object({ external_path: z.string() }).nullish(),
  }),
});

/** The ids of the running jobs at Flink, newest first. */
export async function runningJobs(): Promise<string[]> {
  const { jobs } = Jobs.parse(await (await fetch(`${flinkUrl}/jobs/overview`)).json());
  return jobs
    .filter(({ name, state }) => name === 'counting' && state === 'RUNNING')
    .sort((left, right) => right['start-time'] - left['start-time'])
    .map(({ jid }) => jid);
}

/** Flink's own account of a job's checkpoints. */
export async function checkpointsOf(jobId: string) {
  return Checkpoints.parse(await (await fetch(`${flinkUrl}/jobs/${jobId}/checkpoints`)).json());
}

/** Cancels a job behind the control plane's back. */
export async function cancelJob(jobId: string): Promise<void> {
  await fetch(`${flinkUrl}/jobs/${jobId}?mode=cancel`, { method: 'PATCH' });
}
