// Managed Flink's operations: a parsed request, one pure transition, the answer. What the new state asks of Flink is done
// by the loop (supervise-applications.ts), asynchronously, as in the service.
import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { type JsonService, jsonOperation } from '../json-service.ts';
import type { LogStreams } from '../log-streams.ts';
import type { Machinery } from './machinery.ts';
import { type Application, type Snapshot, currentVersion } from './application.ts';
import { applyUpdate } from './apply-update.ts';
import { describeApplication, summarizeApplication } from './describe-application.ts';
import * as requests from './requests.ts';
import { snapshotOperations } from './snapshot-operations.ts';
import * as transition from './transition.ts';
import { versionOperations } from './version-operations.ts';
import { page } from '../page.ts';

const MAX_APPLICATIONS = 100;

/** Managed Flink (`KinesisAnalytics_20180523`) over this home's applications. */
export function kinesisAnalytics(machinery: Machinery): JsonService {
  const { store } = machinery;
  return {
    target: 'KinesisAnalytics_20180523',
    invalidInput: 'InvalidArgumentException',
    operations: {
      CreateApplication: jsonOperation(requests.CreateApplication, (input) => create(machinery, input)),
      DescribeApplication: jsonOperation(requests.DescribeApplication, (input) =>
        answer(store.find(input.ApplicationName)),
      ),
      ListApplications: jsonOperation(requests.ListApplications, (input) => {
        const { items, nextToken } = page(store.list(), input, ({ name }) => name);
        return { ApplicationSummaries: items.map((each) => summarizeApplication(each)), NextToken: nextToken };
      }),
      UpdateApplication: jsonOperation(requests.UpdateApplication, (input) => update(machinery, input)),
      StartApplication: jsonOperation(requests.StartApplication, (input) => {
        change(machinery, input.ApplicationName, 'start', (each) => transition.start(each, input.RunConfiguration));
        return {};
      }),
      StopApplication: jsonOperation(requests.StopApplication, (input) => {
        const isForced = input.Force;
        change(machinery, input.ApplicationName, isForced ? 'force stop' : 'stop', (each) =>
          transition.stop(each, { isForced, snapshot: automaticSnapshot(each, 'stop') }),
        );
        return {};
      }),
      DeleteApplication: jsonOperation(requests.DeleteApplication, (input) => {
        const { createdAt } = store.find(input.ApplicationName);
        if (Math.trunc(createdAt / 1_000) !== Math.trunc(input.CreateTimestamp))
          throw new AwsError('InvalidArgumentException', 'CreateTimestamp: is not that of the application');
        change(machinery, input.ApplicationName, 'delete', transition.remove);
        return {};
      }),
      ...snapshotOperations(machinery),
      ...versionOperations(machinery),
    },
  };
}

type CreateRequest = ReturnType<typeof requests.CreateApplication.parse>;
type UpdateRequest = ReturnType<typeof requests.UpdateApplication.parse>;

async function create({ store, code, log, logStreams }: Machinery, input: CreateRequest) {
  const name = input.ApplicationName;
  const logTo = input.CloudWatchLoggingOptions.map(({ LogStreamARN }) => LogStreamARN);
  requireLogStreams(logStreams, logTo);
  await code.sizeOf(input.ApplicationConfiguration.ApplicationCodeConfiguration.CodeContent.S3ContentLocation);
  if (store.get(name) !== undefined) throw new AwsError('ResourceInUseException', `Application ${name} exists already`);
  if (store.list().length >= MAX_APPLICATIONS)
    throw new AwsError('LimitExceededException', `There are at most ${MAX_APPLICATIONS} applications`);
  const now = Date.now();
  const first = {
    version: 1,
    createdAt: now,
    configuration: input.ApplicationConfiguration,
    runtime: input.RuntimeEnvironment,
    role: input.ServiceExecutionRole,
  };
  const application = store.add({
    name,
    description: input.ApplicationDescription,
    status: 'READY',
    createdAt: now,
    updatedAt: now,
    conditionalToken: randomUUID(),
    versions: [first],
    runConfiguration: {},
    job: null,
    logStreams: logTo,
    snapshots: [],
  });
  log.append(name, { at: now, version: 1, level: 'INFO', message: `Application ${name} was created` });
  return answer(application);
}

function requireLogStreams(logStreams: LogStreams, arns: readonly string[]): void {
  const missing = arns.find((arn) => !logStreams.hasArn(arn));
  if (missing !== undefined)
    throw new AwsError('InvalidArgumentException', `LogStreamARN: there is no log stream ${missing}`);
}

async function update(machinery: Machinery, input: UpdateRequest) {
  const name = input.ApplicationName;
  const before = currentVersion(machinery.store.find(name));
  const configuration = applyUpdate(before.configuration, input.ApplicationConfigurationUpdate);
  await machinery.code.sizeOf(configuration.ApplicationCodeConfiguration.CodeContent.S3ContentLocation);
  const updated = change(machinery, name, 'update', (application) => {
    requireCurrent(application, input);
    return transition.update(application, {
      configuration,
      runtime: input.RuntimeEnvironmentUpdate ?? before.runtime,
      role: input.ServiceExecutionRoleUpdate ?? before.role,
      runConfiguration: input.RunConfigurationUpdate ?? {},
      snapshot: automaticSnapshot(application, 'update'),
      conditionalToken: randomUUID(),
      now: Date.now(),
    });
  });
  return answer(updated);
}

/** Optimistic locking; checked in the same turn as the change, so that of two writers one loses. */
function requireCurrent(application: Application, input: UpdateRequest): void {
  const { CurrentApplicationVersionId: version, ConditionalToken: token } = input;
  const current = currentVersion(application).version;
  if (version !== undefined && version !== current)
    throw new AwsError(
      'ConcurrentModificationException',
      `CurrentApplicationVersionId is ${version}, the application's is ${current}`,
    );
  if (token !== undefined && token !== application.conditionalToken)
    throw new AwsError('ConcurrentModificationException', 'ConditionalToken is not the current one');
}

function change(machinery: Machinery, name: string, what: string, apply: (application: Application) => Application) {
  const application = machinery.store.change(name, apply);
  const { version } = currentVersion(application);
  machinery.log.append(name, {
    at: Date.now(),
    version,
    level: 'INFO',
    message: `Asked to ${what} ${name}: ${application.status}`,
  });
  return application;
}

function automaticSnapshot(application: Application, reason: 'stop' | 'update'): Snapshot {
  const { version } = currentVersion(application);
  const now = Date.now();
  return {
    name: `${reason}-${version}-${now}`,
    status: 'CREATING',
    version,
    createdAt: now,
    triggerId: randomBytes(16).toString('hex'),
    isTriggered: false,
    stopsJob: true,
    path: null,
  };
}

function answer(application: Application) {
  return { ApplicationDetail: describeApplication(application) };
}
