// Managed Flink (kinesisanalyticsv2): one application a pipeline. Its API is the same on AWS and on a laptop.
import {
  CreateApplicationCommand,
  DeleteApplicationCommand,
  DescribeApplicationCommand,
  KinesisAnalyticsV2Client,
  ListApplicationsCommand,
  StartApplicationCommand,
  StopApplicationCommand,
  UpdateApplicationCommand,
  paginateListApplicationSnapshots,
  paginateListApplications,
} from '@aws-sdk/client-kinesis-analytics-v2';
import type { SnapshotDetails } from '@aws-sdk/client-kinesis-analytics-v2';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';
import { EngineError } from '../engine-error.ts';
import { RUNTIME, printConfiguration, printRun, printUpdate, readApplication } from './application.ts';
import type { Application, ApplicationSettings, Hosting, Restore } from './application.ts';

const TIMEOUT_MS = 10_000;

export type Applications = ReturnType<typeof openApplications>;

/** Connects at the first call. Every call throws EngineError flink: `rejected` if the application's state forbids it. */
export function openApplications(hosting: Hosting) {
  const { code, roleArn, logGroupArn } = hosting;
  const client = new KinesisAnalyticsV2Client(awsClientOptions(TIMEOUT_MS));
  return {
    /** Undefined if there is no such application. */
    describe: async (name: string): Promise<Application | undefined> => {
      try {
        const answer = await call(() => client.send(new DescribeApplicationCommand({ ApplicationName: name })));
        return answer.ApplicationDetail === undefined ? undefined : readApplication(answer.ApplicationDetail);
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'not-found') return undefined;
        throw error;
      }
    },
    /** Its log stream must be there. */
    create: async (name: string, settings: ApplicationSettings): Promise<void> => {
      const input = {
        ApplicationName: name,
        RuntimeEnvironment: RUNTIME,
        ServiceExecutionRole: roleArn,
        ApplicationConfiguration: printConfiguration(hosting, settings),
        CloudWatchLoggingOptions: [{ LogStreamARN: `${logGroupArn}:log-stream:${name}` }],
      };
      await call(() => client.send(new CreateApplicationCommand(input)));
    },
    /** The names of all applications of the region, the platform's or not. */
    list: (): Promise<string[]> => call(() => listNames(client)),
    /** A running application is stopped and started with it; refused if it is not at `versionId` any more. */
    update: async (
      name: string,
      { versionId, settings, restore }: { versionId: number; settings: ApplicationSettings; restore: Restore },
    ): Promise<void> => {
      const input = {
        ApplicationName: name,
        CurrentApplicationVersionId: versionId,
        ApplicationConfigurationUpdate: printUpdate(code, settings),
        RunConfigurationUpdate: printRun(restore),
      };
      await call(() => client.send(new UpdateApplicationCommand(input)));
    },
    start: async (name: string, restore: Restore): Promise<void> => {
      const input = { ApplicationName: name, RunConfiguration: printRun(restore) };
      await call(() => client.send(new StartApplicationCommand(input)));
    },
    /** `snapshot: false` ends it at once: what it did since the last snapshot is done again by the next start. */
    stop: async (name: string, { snapshot }: { snapshot: boolean }): Promise<void> => {
      await call(() => client.send(new StopApplicationCommand({ ApplicationName: name, Force: !snapshot })));
    },
    remove: async (name: string, { createdAt }: Pick<Application, 'createdAt'>): Promise<void> => {
      const input = { ApplicationName: name, CreateTimestamp: createdAt };
      await call(() => client.send(new DeleteApplicationCommand(input)));
    },
    /** The newest snapshot that can be started from. */
    newestSnapshot: async (name: string): Promise<string | undefined> => {
      const snapshots = await call(() => listSnapshots(client, name));
      return snapshots
        .filter(({ SnapshotStatus }) => SnapshotStatus === 'READY')
        .toSorted((one, other) => createdMs(other) - createdMs(one))[0]?.SnapshotName;
    },
    check: async (): Promise<void> => {
      await call(() => client.send(new ListApplicationsCommand({ Limit: 1 })));
    },
    close: (): void => client.destroy(),
  };
}

const call = <Answer>(run: () => Promise<Answer>) => callAws('flink', run);

async function listNames(client: KinesisAnalyticsV2Client): Promise<string[]> {
  const all: string[] = [];
  for await (const { ApplicationSummaries } of paginateListApplications({ client }, {})) {
    all.push(...(ApplicationSummaries ?? []).flatMap(({ ApplicationName }) => ApplicationName ?? []));
  }
  return all;
}

async function listSnapshots(client: KinesisAnalyticsV2Client, name: string): Promise<SnapshotDetails[]> {
  const all: SnapshotDetails[] = [];
  for await (const page of paginateListApplicationSnapshots({ client }, { ApplicationName: name })) {
    all.push(...(page.SnapshotSummaries ?? []));
  }
  return all;
}

const createdMs = ({ SnapshotCreationTimestamp }: SnapshotDetails) => SnapshotCreationTimestamp?.getTime() ?? 0;
