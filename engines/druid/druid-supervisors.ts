// Supervisors and their tasks: https://druid.apache.org/docs/33.0.0/api-reference/supervisor-api
import * as z from 'zod';
import { ifFound } from './druid-http.ts';
import type { DruidHttp } from './druid-http.ts';

const SupervisorStatus = z.object({
  payload: z.object({
    suspended: z.boolean(),
    state: z.string(),
    detailedState: z.string(),
    aggregateLag: z.number().nullish(),
    recentErrors: z.array(z.object({ timestamp: z.string(), message: z.string().nullish() })).default([]),
  }),
});
export type SupervisorStatus = z.infer<typeof SupervisorStatus>['payload'];

const RowCounts = z.object({ processed: z.number(), unparseable: z.number(), thrownAway: z.number().default(0) });
/** What became of the records that a task read. */
export type RowCounts = z.infer<typeof RowCounts>;

/** By task group, then by task. */
const Stats = z.record(
  z.string(),
  z.record(z.string(), z.object({ totals: z.object({ buildSegments: RowCounts }).optional() })),
);
const Tasks = z.array(z.object({ id: z.string(), createdTime: z.string(), statusCode: z.string() }));
export type DruidTask = z.infer<typeof Tasks>[number];
const Report = z.object({
  ingestionStatsAndErrors: z.object({
    payload: z.object({ rowStats: z.object({ buildSegments: RowCounts.nullish() }).nullish() }),
  }),
});

export type DruidSupervisors = ReturnType<typeof druidSupervisors>;

export function druidSupervisors(overlord: DruidHttp) {
  return {
    /** Starts a supervisor, or replaces the one of the same datasource; its tasks go on from their offsets. */
    post: (spec: object) => overlord.send({ method: 'POST', path: '/druid/indexer/v1/supervisor', body: spec }),
    /** Undefined if there is none. */
    status: (id: string): Promise<SupervisorStatus | undefined> =>
      ifFound(async () => {
        const path = `${pathOf(id)}/status`;
        return (await overlord.json(SupervisorStatus, { method: 'GET', path })).payload;
      }),
    /** Forgets the offsets it has read up to. */
    reset: (id: string) => ifFound(() => overlord.send({ method: 'POST', path: `${pathOf(id)}/reset` })),
    /** Ends it for good. */
    terminate: (id: string) => ifFound(() => overlord.send({ method: 'POST', path: `${pathOf(id)}/terminate` })),
    /** Counts of the tasks that run now, by task. */
    liveCounts: async (id: string): Promise<Map<string, RowCounts>> => {
      const groups = (await ifFound(() => overlord.json(Stats, { method: 'GET', path: `${pathOf(id)}/stats` }))) ?? {};
      const counts = new Map<string, RowCounts>();
      for (const [task, { totals }] of Object.values(groups).flatMap((group) => Object.entries(group))) {
        if (totals !== undefined) counts.set(task, totals.buildSegments);
      }
      return counts;
    },
    /** The Kafka tasks of a datasource; Druid remembers those that have ended for a day, by default. */
    tasks: async (datasource: string, state: 'running' | 'complete'): Promise<DruidTask[]> => {
      const query = new URLSearchParams({ datasource, state, type: 'index_kafka' });
      return overlord.json(Tasks, { method: 'GET', path: `/druid/indexer/v1/tasks?${query.toString()}` });
    },
    /** What a finished task counted; undefined if it left no report. */
    finishedCounts: (task: string): Promise<RowCounts | undefined> =>
      ifFound(async () => {
        const path = `/druid/indexer/v1/task/${encodeURIComponent(task)}/reports`;
        const report = await overlord.json(Report, { method: 'GET', path });
        return report.ingestionStatsAndErrors.payload.rowStats?.buildSegments ?? undefined;
      }),
    /** Ends a task without publishing what it holds. Druid 33 answers 404 to `shutdownAllTasks`: another resource hides it. */
    shutdownTask: (task: string) =>
      ifFound(() =>
        overlord.send({ method: 'POST', path: `/druid/indexer/v1/task/${encodeURIComponent(task)}/shutdown` }),
      ),
  };
}

const pathOf = (id: string): string => `/druid/indexer/v1/supervisor/${encodeURIComponent(id)}`;
