// The functions that nobody calls: they judge rules, tell of incidents, make exports, fetch an issuer's keys, and watch the platform.
import { Duration } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Sizing } from '../sizing.ts';
import { acknowledgeAccess, grantKey, grantWritingExports } from './function-access.ts';
import type { FunctionKit, FunctionKitProps, Work } from './function-kit.ts';
import { scheduleFunction } from './function-schedule.ts';
import { wokenByTable } from './function-stream.ts';
import { role } from './role.ts';

export interface BackgroundFunctionsProps {
  kit: FunctionKit;
  given: FunctionKitProps;
  sizing: Sizing;
  /** For events that a function failed on. */
  failures: Queue;
}

/** What goes through its minute has ended before the next one has. */
const THROUGH_A_MINUTE = Duration.seconds(90);
const SMALL_MB = 512;

export function backgroundFunctions(scope: Stack, props: BackgroundFunctionsProps): void {
  const { config, storage } = props.given;
  const schedulerRole = role(scope, {
    config,
    name: 'scheduler',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
  });
  // Of its schedules, and of the queue that it sends to.
  grantKey(schedulerRole, storage.key);
  acknowledgeAccess(schedulerRole);
  const schedule = scheduleWith(scope, props, schedulerRole);
  judgeRules(props, schedule);
  tellOfIncidents(scope, props, schedule);
  makeExports(scope, props);
  watchFreshness(props, schedule);
  if (config.api.oidc !== undefined) fetchTokenKeys(props, schedule);
}

type Schedule = (id: string, work: Omit<Work, 'failures'> & { everyMinutes?: number }) => void;

function scheduleWith(
  scope: Stack,
  { kit, given, failures }: BackgroundFunctionsProps,
  schedulerRole: IRole,
): Schedule {
  const { key } = given.storage;
  return (id, { everyMinutes = 1, ...work }) => {
    const target = kit.make(id, { ...work, failures });
    scheduleFunction(scope, `${id}Schedule`, { everyMinutes, target, role: schedulerRole, key, failures });
  };
}

function judgeRules({ kit, given, sizing }: BackgroundFunctionsProps, schedule: Schedule): void {
  const evaluator = kit.roleOf('evaluator', 'inside');
  given.streams.grant(evaluator, 'consume');
  schedule('Evaluate', {
    code: 'evaluate',
    role: evaluator,
    place: 'inside',
    memoryMb: 2 * SMALL_MB,
    timeout: THROUGH_A_MINUTE,
    concurrency: sizing.api.concurrency.evaluate,
    // It reaches no receiver.
    environment: { MILLRACE_DELIVERS: 'false' },
  });
}

/** New incidents at once, by the table's stream; what waits is looked for all the time. */
function tellOfIncidents(scope: Stack, { kit, given, sizing, failures }: BackgroundFunctionsProps, schedule: Schedule) {
  const notifier = kit.roleOf('notifier', 'outside');
  const work = { role: notifier, place: 'outside', memoryMb: SMALL_MB, timeout: THROUGH_A_MINUTE } as const;
  schedule('Deliver', { ...work, code: 'deliver', concurrency: 2 });
  const target = kit.make('Notify', { ...work, code: 'notify', concurrency: sizing.api.concurrency.notify, failures });
  const { table } = given.storage;
  wokenByTable(scope, 'NotifyByTable', { target, role: notifier, table, keyPrefix: 'outbox#', failures });
}

/** Those that were just asked for, by the table's stream. */
function makeExports(scope: Stack, { kit, given, failures }: BackgroundFunctionsProps): void {
  const { table, bucket } = given.storage;
  const exporter = kit.roleOf('exporter', 'inside');
  grantWritingExports(exporter, bucket);
  const target = kit.make('Export', {
    code: 'export',
    role: exporter,
    place: 'inside',
    memoryMb: 2 * SMALL_MB,
    timeout: Duration.minutes(15),
    concurrency: 5,
    failures,
  });
  wokenByTable(scope, 'ExportByTable', { target, role: exporter, table, keyPrefix: 'export#', failures });
}

function watchFreshness({ kit, given }: BackgroundFunctionsProps, schedule: Schedule): void {
  const canary = kit.roleOf('canary', 'inside');
  given.streams.grant(canary, 'manage', 'produce', 'consume');
  const work = { memoryMb: SMALL_MB, timeout: THROUGH_A_MINUTE, concurrency: 2 };
  schedule('Probe', { ...work, code: 'probe', role: canary, place: 'inside' });
}

function fetchTokenKeys({ kit }: BackgroundFunctionsProps, schedule: Schedule): void {
  const fetcher = kit.roleOf('token-keys', 'outside');
  const work = { memoryMb: SMALL_MB, timeout: Duration.seconds(30), concurrency: 1 };
  schedule('FetchTokenKeys', {
    ...work,
    everyMinutes: 5,
    code: 'refresh-issuer-keys',
    role: fetcher,
    place: 'outside',
  });
}
