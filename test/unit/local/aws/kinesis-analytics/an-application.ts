import type { Application, Job, Snapshot } from '#local/aws/kinesis-analytics/application.ts';
import type { ApplicationConfiguration } from '#local/aws/kinesis-analytics/configuration.ts';

export const configuration: ApplicationConfiguration = {
  ApplicationCodeConfiguration: {
    CodeContentType: 'ZIPFILE',
    CodeContent: { S3ContentLocation: { BucketARN: 'arn:aws:s3:::millrace', FileKey: 'job.jar' } },
  },
};

/** An application for tests: READY, one version, no job. */
export function anApplication(changes: Partial<Application> = {}): Application {
  return {
    name: 'counting',
    description: '',
    status: 'READY',
    createdAt: 0,
    updatedAt: 0,
    conditionalToken: 'token',
    versions: [{ version: 1, createdAt: 0, configuration, runtime: 'FLINK-2_2', role: 'arn:aws:iam::0:role/r' }],
    runConfiguration: {},
    job: null,
    logStreams: [],
    snapshots: [],
    ...changes,
  };
}

/** A job of version 1 that Flink has taken and runs. */
export function aJob(changes: Partial<Job> = {}): Job {
  return {
    id: 'a'.repeat(32),
    isAccepted: true,
    isUp: true,
    version: 1,
    submittedAt: 0,
    attempts: 0,
    restoredFrom: null,
    exceptionsSeenUntil: 0,
    ...changes,
  };
}

/** A finished snapshot. */
export function aSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    name: 'first',
    status: 'READY',
    version: 1,
    createdAt: 0,
    triggerId: 'b'.repeat(32),
    isTriggered: true,
    stopsJob: false,
    path: '/savepoints/first',
    ...changes,
  };
}
