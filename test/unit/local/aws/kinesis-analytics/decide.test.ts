import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Application } from '#local/aws/kinesis-analytics/application.ts';
import { backoffMs, decide } from '#local/aws/kinesis-analytics/decide.ts';
import { aJob, aSnapshot, anApplication, configuration } from './an-application.ts';

const pending = aSnapshot({ name: 'stop', status: 'CREATING', stopsJob: true, path: null });
const secondVersion = { version: 2, createdAt: 1, configuration, runtime: 'FLINK-2_2', role: 'arn:aws:iam::0:role/r' };

function application(status: Application['status'], changes: Partial<Application> = {}): Application {
  return anApplication({ status, job: aJob(), ...changes });
}

const lost = application('RUNNING', { job: aJob({ isUp: false }) });

describe('what is done next', () => {
  it.each([
    ['a READY application is left alone', anApplication(), 'MISSING', 'wait'],
    ['STARTING without a job submits one', application('STARTING', { job: null }), 'MISSING', 'submit'],
    [
      'STARTING with a job that never arrived sends the same one',
      application('STARTING', { job: aJob({ isAccepted: false }) }),
      'MISSING',
      'submit-again',
    ],
    ['STARTING with a job that Flink forgot submits another', application('STARTING'), 'MISSING', 'submit'],
    ['STARTING waits while the job initializes', application('STARTING'), 'INITIALIZING', 'wait'],
    ['STARTING ends when the job runs', application('STARTING'), 'RUNNING', 'report-running'],
    ['STARTING fails when the job fails', application('STARTING'), 'FAILED', 'report-failed-start'],
    ['RUNNING with a running job is watched', application('RUNNING'), 'RUNNING', 'watch'],
    ['RUNNING with a restarting job is left to Flink', application('RUNNING'), 'RESTARTING', 'watch'],
    [
      'RUNNING takes a snapshot that was asked for',
      application('RUNNING', { snapshots: [pending] }),
      'RUNNING',
      'take-snapshot',
    ],
    ['RUNNING with a job that Flink forgot no longer says so', application('RUNNING'), 'MISSING', 'report-lost'],
    ['RUNNING with a lost job brings it back', lost, 'MISSING', 'bring-back'],
    ['RUNNING with a cancelled job brings it back', lost, 'CANCELED', 'bring-back'],
    ['RUNNING with a job that comes back watches it', lost, 'INITIALIZING', 'watch'],
    ['RUNNING with a job that is back says so', lost, 'RUNNING', 'report-running'],
    [
      'RUNNING with a lost job that never arrived sends the same one',
      application('RUNNING', { job: aJob({ isAccepted: false, isUp: false }) }),
      'MISSING',
      'submit-again',
    ],
    ['RUNNING with a finished job ends', application('RUNNING'), 'FINISHED', 'report-ended'],
    ['STOPPING takes its snapshot', application('STOPPING', { snapshots: [pending] }), 'RUNNING', 'take-snapshot'],
    [
      'STOPPING looks for its snapshot also when the job is gone',
      application('STOPPING', { snapshots: [pending] }),
      'MISSING',
      'take-snapshot',
    ],
    ['STOPPING without a snapshot cancels', application('STOPPING'), 'RUNNING', 'cancel'],
    ['STOPPING ends with the job', application('STOPPING'), 'FINISHED', 'report-ended'],
    ['FORCE_STOPPING cancels', application('FORCE_STOPPING'), 'RUNNING', 'cancel'],
    ['FORCE_STOPPING ends with the job', application('FORCE_STOPPING'), 'CANCELED', 'report-ended'],
    [
      'UPDATING ends the old job first',
      application('UPDATING', { versions: [...anApplication().versions, secondVersion] }),
      'RUNNING',
      'cancel',
    ],
    ['UPDATING then submits the new one', application('UPDATING', { job: null }), 'MISSING', 'submit'],
    ['DELETING cancels before it erases', application('DELETING'), 'RUNNING', 'cancel'],
    ['DELETING erases what has no job', application('DELETING'), 'MISSING', 'erase'],
  ] as const)('%s', (_title, given, state, action) => {
    expect(decide(given, state, 1_000_000)).toBe(action);
  });

  it('waits longer each time a job dies again, at most a minute', () => {
    const dying = application('RUNNING', { job: aJob({ attempts: 4, submittedAt: 10_000, isUp: false }) });

    expect(decide(dying, 'FAILED', 17_999)).toBe('wait');
    expect(decide(dying, 'FAILED', 18_000)).toBe('bring-back');
    fc.assert(
      fc.property(fc.nat(1_000), (attempts) => {
        expect(backoffMs(attempts)).toBeLessThanOrEqual(60_000);
        expect(backoffMs(attempts + 1)).toBeGreaterThanOrEqual(backoffMs(attempts));
      }),
    );
  });
});
