// The real Flink's REST API (ops/rest_api of Flink 2.2), as far as the control planes need it. Answers are parsed here;
// what goes wrong is a FlinkError. Jobs, snapshots and stops carry ids chosen by the caller, so repeating one is harmless.
import * as z from 'zod';
import { FlinkError } from './flink-error.ts';
import type { JobState } from './kinesis-analytics/decide.ts';

const TIMEOUT_MS = 10_000;
/** Submitting runs the program's main(), which plans its SQL. */
const SUBMIT_TIMEOUT_MS = 120_000;

const Status = z.object({
  status: z.enum([
    'INITIALIZING',
    'CREATED',
    'RUNNING',
    'FAILING',
    'FAILED',
    'CANCELLING',
    'CANCELED',
    'FINISHED',
    'RESTARTING',
    'SUSPENDED',
    'RECONCILING',
  ]),
});
/** Flink calls a job running as soon as it deploys tasks, but no savepoint can be taken until all of them run. */
const STARTING_TASKS = ['CREATED', 'SCHEDULED', 'DEPLOYING', 'INITIALIZING', 'RECONCILING'];
const Tasks = z.object({ 'status-counts': z.record(z.string(), z.int()) });
const Jars = z.object({ files: z.array(z.object({ id: z.string(), name: z.string() })) });
const Uploaded = z.object({ filename: z.string() });
const Savepoint = z.object({
  status: z.object({ id: z.enum(['IN_PROGRESS', 'COMPLETED']) }),
  operation: z
    .object({ location: z.string().optional(), 'failure-cause': z.object({ 'stack-trace': z.string() }).optional() })
    .nullish(),
});
const Exceptions = z.object({
  exceptionHistory: z.object({
    entries: z.array(
      z.object({
        exceptionName: z.string(),
        stacktrace: z.string(),
        timestamp: z.number(),
        taskName: z.string().nullish(),
      }),
    ),
  }),
});
const Vertices = z.object({ vertices: z.array(z.object({ id: z.string() })) });
const Metrics = z.array(z.object({ id: z.string(), value: z.string().optional() }));
/** Flink writes NaN as a string. */
const MetricValue = z.union([z.number(), z.string().transform(Number)]).optional();
const Aggregates = z.array(z.object({ id: z.string(), min: MetricValue, max: MetricValue, sum: MetricValue }));

export type FlinkRest = ReturnType<typeof flinkRest>;
export type Submission = {
  jobId: string;
  arguments: string[];
  configuration: Record<string, string>;
  restoredFrom: string | null;
  allowNonRestoredState: boolean;
};

/** A client of the Flink at `url`. */
export function flinkRest(url: string) {
  const call = <Schema extends z.ZodType>(schema: Schema, path: string, options: RequestOptions = {}) =>
    request(schema, `${url}${path}`, options);
  return {
    /** The job's state; MISSING when Flink does not know the id, INITIALIZING while a task of a running job does not run yet. */
    async jobState(jobId: string): Promise<JobState> {
      try {
        const { status } = await call(Status, `/jobs/${jobId}/status`);
        if (status !== 'RUNNING') return status;
        const counts = (await call(Tasks, `/jobs/${jobId}`))['status-counts'];
        return STARTING_TASKS.some((state) => (counts[state] ?? 0) > 0) ? 'INITIALIZING' : 'RUNNING';
      } catch (error) {
        if (error instanceof FlinkError && error.isJobUnknown) return 'MISSING';
        throw error;
      }
    },
    /** The jars it holds: id and file name. */
    async jars() {
      return (await call(Jars, '/jars')).files;
    },
    /** Uploads a jar and answers its id. */
    async uploadJar(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
      const form = new FormData();
      form.set('jarfile', new Blob([content], { type: 'application/x-java-archive' }), name);
      const { filename } = await call(Uploaded, '/jars/upload', {
        method: 'POST',
        body: form,
        timeoutMs: SUBMIT_TIMEOUT_MS,
      });
      return filename.slice(filename.lastIndexOf('/') + 1);
    },
    /** Runs a jar's main class as the job `jobId`. A checkpoint is claimed (Flink frees it later), a savepoint is not. */
    async submit(jarId: string, submission: Submission): Promise<void> {
      const { jobId, restoredFrom } = submission;
      const body = {
        jobId,
        programArgsList: submission.arguments,
        flinkConfiguration: submission.configuration,
        allowNonRestoredState: submission.allowNonRestoredState,
        ...(restoredFrom === null
          ? {}
          : { savepointPath: restoredFrom, claimMode: restoredFrom.includes('/chk-') ? 'CLAIM' : 'NO_CLAIM' }),
      };
      await call(z.unknown(), `/jars/${jarId}/run`, { method: 'POST', json: body, timeoutMs: SUBMIT_TIMEOUT_MS });
    },
    /** Cancels the job, asynchronously. */
    async cancel(jobId: string): Promise<void> {
      await call(z.unknown(), `/jobs/${jobId}?mode=cancel`, { method: 'PATCH' });
    },
    /** Starts a savepoint in `folder`, which stops the job where asked. */
    async triggerSavepoint(
      jobId: string,
      savepoint: { triggerId: string; folder: string; stopsJob: boolean },
    ): Promise<void> {
      const { triggerId, folder, stopsJob } = savepoint;
      const path = `/jobs/${jobId}/${stopsJob ? 'stop' : 'savepoints'}`;
      const json = stopsJob
        ? { triggerId, targetDirectory: folder, drain: false }
        : { triggerId, 'target-directory': folder };
      await call(z.unknown(), path, { method: 'POST', json });
    },
    /** How a triggered savepoint stands. */
    async savepoint(jobId: string, triggerId: string) {
      const { status, operation } = await call(Savepoint, `/jobs/${jobId}/savepoints/${triggerId}`);
      return {
        isDone: status.id === 'COMPLETED',
        path: operation?.location ?? null,
        failure: operation?.['failure-cause']?.['stack-trace'] ?? null,
      };
    },
    /** The job's exception history, newest first. */
    async exceptions(jobId: string) {
      return (await call(Exceptions, `/jobs/${jobId}/exceptions?maxExceptions=20`)).exceptionHistory.entries;
    },
    /** Job-wide metrics by name; those that Flink has no value for are left out. */
    async jobMetrics(jobId: string, names: string[]) {
      return await call(Metrics, `/jobs/${jobId}/metrics?get=${encodeURIComponent(names.join(','))}`);
    },
    /** The ids of the job's vertices. */
    async vertices(jobId: string): Promise<string[]> {
      return (await call(Vertices, `/jobs/${jobId}`)).vertices.map(({ id }) => id);
    },
    /** The names of the metrics a vertex has. */
    async vertexMetricNames(jobId: string, vertexId: string): Promise<string[]> {
      return (await call(Metrics, `/jobs/${jobId}/vertices/${vertexId}/subtasks/metrics`)).map(({ id }) => id);
    },
    /** Metrics of a vertex, each aggregated over its subtasks. */
    async vertexMetrics(jobId: string, vertexId: string, names: string[]) {
      const get = encodeURIComponent(names.join(','));
      return await call(Aggregates, `/jobs/${jobId}/vertices/${vertexId}/subtasks/metrics?get=${get}`);
    },
  };
}

type RequestOptions = { method?: string; body?: FormData; json?: unknown; timeoutMs?: number };

async function request<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  { method = 'GET', body, json, timeoutMs = TIMEOUT_MS }: RequestOptions,
): Promise<z.infer<Schema>> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(timeoutMs),
    ...(json === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body }),
  }).catch((cause: unknown) => {
    throw new FlinkError(0, `Flink cannot be reached at ${url}`, { cause });
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return schema.parse(answer);
  const { errors } = z.object({ errors: z.array(z.string()).default([]) }).parse(answer);
  throw new FlinkError(response.status, errors.join('\n'));
}
