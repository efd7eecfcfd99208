// What `npm start` does, as steps that wait for each other (see graph.ts). Names are those of processes where there is one.
import { adminToken } from './admin-token.ts';
import { applyExample } from './apply-example.ts';
import { awaitFlights } from './await-flights.ts';
import { startAws } from './aws/server.ts';
import { buildFlink, flinkJar } from './build-flink.ts';
import { checkMachine } from './check-machine.ts';
import { endOrphans } from './end-orphans.ts';
import { enginesOf } from './engines.ts';
import type { Context } from './engines/context.ts';
import { fetchEngines } from './fetch-engines.ts';
import type { Step } from './graph.ts';
import { apiService, receiverService, replayService } from './node-service.ts';
import { provisionBucket, provisionTable } from './provision.ts';
import { supervise } from './supervise.ts';

export type StepOptions = Context & {
  /** `engines`: only what is not our own code. `platform`: without the example. */
  extent: 'engines' | 'platform' | 'example';
  report: (message: string) => void;
};

/** The steps of one start, those that others wait for first. */
export function stepsOf(options: StepOptions): Step[] {
  const steps = [...preparation(options), ...engines(options), ...provisioning(options)];
  if (options.extent !== 'engines') steps.push(...platform(options));
  if (options.extent === 'example') steps.push(...example(options));
  return steps;
}

function preparation({ home, ports, report }: StepOptions): Step[] {
  return [
    {
      name: 'machine',
      title: 'Check ports, memory and disk',
      after: [],
      start: async () => {
        const orphans = await endOrphans(home);
        if (orphans.length > 0) report(`ended what an earlier run left behind: ${orphans.join(', ')}`);
        await checkMachine(home, ports);
      },
    },
    {
      name: 'fetch',
      title: 'Fetch the engines',
      after: ['machine'],
      start: (signal) => fetchEngines(home, { signal, report }),
    },
    { name: 'build', title: 'Build the Flink module', after: ['machine'], start: buildFlink },
  ];
}

function engines(options: StepOptions): Step[] {
  const { home, report } = options;
  return enginesOf(options).map((engine) => ({
    name: engine.name,
    title: `Start ${engine.name}`,
    after: engine.after,
    start: async (signal) => {
      const supervised = await supervise(home, engine, { report, signal });
      return () => supervised.stop();
    },
  }));
}

function provisioning({ ports }: StepOptions): Step[] {
  return [
    { name: 'table', title: 'Create the table', after: ['dynamodb'], start: () => provisionTable(ports) },
    {
      name: 'bucket',
      title: 'Create the bucket, upload the Flink jar',
      after: ['s3', 'build'],
      start: () => provisionBucket(ports, flinkJar),
    },
  ];
}

function platform(options: StepOptions): Step[] {
  const { home, ports, report } = options;
  return [
    {
      name: 'aws',
      title: 'Start the control planes',
      after: ['kafka', 'flink-jobmanager', 'flink-taskmanager', 'dynamodb', 'bucket'],
      start: async () => {
        const aws = await startAws({ home, ports });
        return () => aws.close();
      },
    },
    {
      name: 'api',
      title: 'Start the API',
      after: ['table', 'aws'],
      start: async (signal) => {
        adminToken(home);
        const api = await supervise(home, apiService({ home, ports }), { report, signal });
        return () => api.stop();
      },
    },
  ];
}

function example(options: StepOptions): Step[] {
  const { home, ports, report } = options;
  let backfill: string[] = [];
  let since = new Date();
  return [
    {
      name: 'receiver',
      title: 'Start the receiver of webhooks',
      after: ['machine'],
      start: async (signal) => {
        const receiver = await supervise(home, receiverService(options), { report, signal });
        return () => receiver.stop();
      },
    },
    {
      name: 'example',
      title: 'Apply examples/flights',
      after: ['api', 'planner', 'receiver', 'druid-coordinator', 'druid-broker', 'druid-historical', 'druid-indexer'],
      start: async (signal) => {
        const isNew = await applyExample({ home, ports, token: adminToken(home), signal });
        // Where none were before, those of the past are news as well; else they would show nothing of this start.
        since = isNew ? new Date(0) : new Date();
        if (isNew) backfill = ['--backfill', 'PT2H'];
      },
    },
    {
      name: 'replay',
      title: 'Replay flights',
      after: ['example'],
      start: async (signal) => {
        const rate = ['--rate', '200'];
        // The past is filled once: neither by a later start, nor when the replay is started again.
        const args = (): string[] => [...backfill.splice(0), ...rate];
        const replay = await supervise(home, replayService({ home, ports, token: adminToken(home), args }), {
          report,
          signal,
        });
        return () => replay.stop();
      },
    },
    {
      name: 'flights',
      title: 'Wait for the first flights',
      after: ['replay'],
      start: async (signal) => {
        const haveCome = await awaitFlights({ ports, token: adminToken(home), signal, since });
        if (!haveCome)
          report('no flight has come through yet: npm run logs -- replay, or flink-jobmanager, or druid-indexer');
      },
    },
  ];
}
