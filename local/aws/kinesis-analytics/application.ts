// An application as this machine keeps it: one JSON file each. What was asked stands in `versions` and `status`, what runs in `job`.
import * as z from 'zod';
import { ApplicationConfiguration, RunConfiguration } from './configuration.ts';

export const ApplicationStatus = z.enum([
  'READY',
  'STARTING',
  'RUNNING',
  'STOPPING',
  'FORCE_STOPPING',
  'UPDATING',
  'ROLLING_BACK',
  'DELETING',
]);

/** Names become folders, so a name of dots alone is refused on top of the service's own pattern. */
export const ApplicationName = z
  .string()
  .max(128)
  .regex(/^(?!\.+$)[a-zA-Z0-9_.-]+$/);

export const Snapshot = z.strictObject({
  name: z.string(),
  status: z.enum(['CREATING', 'READY', 'FAILED']),
  version: z.int(),
  createdAt: z.number(),
  /** Chosen here, so that triggering it again after a crash is the same request to Flink. */
  triggerId: z.string(),
  isTriggered: z.boolean(),
  /** True when the job stops with it. */
  stopsJob: z.boolean(),
  path: z.string().nullable(),
});
export type Snapshot = z.infer<typeof Snapshot>;

export const Job = z.strictObject({
  /** Flink's id, chosen and stored before the job is submitted: no job of ours can get lost. */
  id: z.string(),
  isAccepted: z.boolean(),
  /** It was seen to run, by this control plane, and not to be gone since. */
  isUp: z.boolean().default(false),
  version: z.int(),
  submittedAt: z.number(),
  /** How many times in a row the job had to be brought back. */
  attempts: z.int(),
  restoredFrom: z.string().nullable(),
  exceptionsSeenUntil: z.number(),
});
export type Job = z.infer<typeof Job>;

export const ApplicationVersion = z.strictObject({
  version: z.int(),
  createdAt: z.number(),
  configuration: ApplicationConfiguration,
  runtime: z.string(),
  role: z.string(),
});
export type ApplicationVersion = z.infer<typeof ApplicationVersion>;

export const Application = z.strictObject({
  name: ApplicationName,
  description: z.string(),
  status: ApplicationStatus,
  createdAt: z.number(),
  updatedAt: z.number(),
  conditionalToken: z.string(),
  /** Oldest first; the last one is current. */
  versions: z.array(ApplicationVersion).min(1),
  runConfiguration: RunConfiguration,
  job: Job.nullable(),
  /** The ARNs of where it logs to. Its log is also read by its name: `/aws/kinesis-analytics/<name>`. */
  logStreams: z.array(z.string()).default([]),
  snapshots: z.array(Snapshot),
});
export type Application = z.infer<typeof Application>;

/** The current version. */
export function currentVersion(application: Application): ApplicationVersion {
  const current = application.versions.at(-1);
  if (current === undefined) throw new Error(`application ${application.name} has no version`);
  return current;
}

/** The status to show: RUNNING is said only of a job that runs, not of one that is still being brought back. */
export function shownStatus({ status, job }: Application): Application['status'] {
  return status === 'RUNNING' && job?.isUp !== true ? 'STARTING' : status;
}

/** The application's ARN in this machine's only region and account. */
export function applicationArn(name: string): string {
  return `arn:aws:kinesisanalytics:us-east-1:000000000000:application/${name}`;
}
