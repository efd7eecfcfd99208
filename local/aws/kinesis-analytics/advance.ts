// Takes an application one step on: asks Flink for its job, lets `decide` choose, does it and records what came of it.
// Each step is repeatable, so a crash anywhere only repeats one.
import { randomBytes } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { FlinkError } from '../flink-error.ts';
import { writeWhole } from '../write-whole.ts';
import { type Application, type Job, currentVersion } from './application.ts';
import { applicationFiles, findCheckpoint, isRestorable, removeFiles } from './application-files.ts';
import { type Action, type JobState, decide } from './decide.ts';
import { flinkConfiguration } from './flink-configuration.ts';
import type { Machinery } from './machinery.ts';
import { printPropertiesFile } from './properties-file.ts';
import { takeSnapshot } from './take-snapshot.ts';
import * as transition from './transition.ts';
import { watchJob } from './watch-job.ts';

type Step = { application: Application; state: JobState; now: number };

/** One step. Throws FlinkError with status 0 when Flink cannot be reached: nothing has changed then. */
export async function advance(machinery: Machinery, application: Application, now: number): Promise<void> {
  const state = application.job === null ? 'MISSING' : await machinery.flink.jobState(application.job.id);
  const action = decide(application, state, now);
  await perform(machinery, action, { application, state, now });
}

async function perform(machinery: Machinery, action: Action, { application, state, now }: Step): Promise<void> {
  const { store, log, flink, home } = machinery;
  const { name } = application;
  const { version } = currentVersion(application);
  switch (action) {
    case 'wait':
      return;
    case 'submit':
      return await submit(machinery, application, chooseJob(application, transition.restorePath(application), now));
    case 'submit-again':
      return await submitAgain(machinery, application, now);
    case 'bring-back':
      return await bringBack(machinery, { application, state, now });
    case 'report-running':
      store.change(name, transition.jobRuns);
      return log.append(name, { at: now, version, level: 'INFO', message: `Application ${name} is running` });
    case 'report-lost':
      return void store.change(name, transition.jobLost);
    case 'report-failed-start':
      await watchJob(machinery, application, now);
      return failStart(machinery, application, new FlinkError(400, `The job is ${state}`));
    case 'report-ended':
      store.change(name, transition.jobEnded);
      removeFiles(applicationFiles(home, name).checkpoints);
      return log.append(name, { at: now, version, level: 'INFO', message: `The job of ${name} has ended: ${state}` });
    case 'take-snapshot':
      return await takeSnapshot(machinery, application, { state, now });
    case 'cancel':
      return application.job === null ? undefined : await flink.cancel(application.job.id);
    case 'watch':
      return await watchJob(machinery, application, now);
    case 'erase':
      return store.erase(name);
  }
}

/** The same job once more: it is not known whether Flink got it, and Flink takes an id only once. */
async function submitAgain(machinery: Machinery, application: Application, now: number): Promise<void> {
  const { job } = application;
  if (job !== null) await submit(machinery, application, { ...job, submittedAt: now, attempts: job.attempts + 1 });
}

async function bringBack(machinery: Machinery, { application, state, now }: Step): Promise<void> {
  const { name, job } = application;
  if (job === null) return;
  await watchJob(machinery, application, now).catch(() => undefined);
  const files = applicationFiles(machinery.home, name);
  const earlier = job.restoredFrom !== null && isRestorable(job.restoredFrom) ? job.restoredFrom : null;
  const restoredFrom = findCheckpoint(files, job.id) ?? earlier ?? transition.restorePath(application);
  const message = `The job was ${state}; it is started again from ${restoredFrom ?? 'the beginning: it had no checkpoint'}`;
  const { version } = currentVersion(application);
  machinery.log.append(name, { at: now, version, level: 'WARN', message });
  await submit(machinery, application, { ...chooseJob(application, restoredFrom, now), attempts: job.attempts + 1 });
}

function chooseJob(application: Application, restoredFrom: string | null, now: number): Job {
  return {
    id: randomBytes(16).toString('hex'),
    isAccepted: false,
    isUp: false,
    version: currentVersion(application).version,
    submittedAt: now,
    attempts: 0,
    restoredFrom,
    exceptionsSeenUntil: 0,
  };
}

async function submit(machinery: Machinery, application: Application, job: Job): Promise<void> {
  const { home, flink, code, store } = machinery;
  const { name, runConfiguration } = application;
  const { configuration } = currentVersion(application);
  const files = applicationFiles(home, name);
  store.change(name, (current) => transition.jobChosen(current, job));
  writeWhole(files.properties, printPropertiesFile(configuration.EnvironmentProperties?.PropertyGroups ?? []));
  const folders = { checkpointFolder: files.checkpoints, savepointFolder: files.savepoints };
  try {
    const { S3ContentLocation } = configuration.ApplicationCodeConfiguration.CodeContent;
    await flink.submit(await code.jarId(S3ContentLocation), {
      jobId: job.id,
      arguments: ['--application-properties', files.properties],
      configuration: flinkConfiguration(configuration, { name, ...folders }),
      restoredFrom: job.restoredFrom,
      allowNonRestoredState: runConfiguration.FlinkRunConfiguration?.AllowNonRestoredState ?? false,
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!error.message.includes('DuplicateJobSubmission')) return failStart(machinery, application, error);
  }
  store.change(name, (current) => transition.jobAccepted(current, job.id));
}

/** What the code or the configuration is to blame for; anything else is tried again. */
function isRefusal(error: unknown): error is FlinkError | AwsError {
  return (error instanceof FlinkError || error instanceof AwsError) && error.status === 400;
}

function failStart({ store, log }: Machinery, application: Application, error: FlinkError | AwsError): void {
  const { name } = application;
  const at = Date.now();
  store.change(name, (current) => (transition.isComingUp(current) ? transition.startFailed(current, at) : current));
  log.append(name, {
    at,
    version: currentVersion(application).version,
    level: 'ERROR',
    message: error.message.replaceAll(/\s*\n\s*/g, ' '),
    trace: error instanceof FlinkError ? error.trace : error.message,
  });
}
