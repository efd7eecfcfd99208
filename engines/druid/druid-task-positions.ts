// How far Kafka tasks have read, asked of the tasks themselves: a supervisor's own figure is as old as its last round. What is
// before a task's position is in the segments that it serves. The resource is the one that supervisors use; it is not documented
// (SeekableStreamIndexTaskRunner of Druid 33).
import * as z from 'zod';
import { EngineError } from '../engine-error.ts';
import type { DruidConnection } from './druid-connection.ts';
import { druidHttp } from './druid-http.ts';
import type { DruidHttp } from './druid-http.ts';

const LIST_TIMEOUT_MS = 4000;
const TASK_TIMEOUT_MS = 2000;
/** Tasks follow each other once an hour; a successor that is seen a little later only makes positions older. */
const REMEMBERED_MS = 3000;
const REMEMBERED_DATASOURCES = 1000;

/** A task that waits for its place has no host yet. */
const Tasks = z.array(
  z.object({ id: z.string(), location: z.object({ host: z.string().nullish(), port: z.int(), tlsPort: z.int() }) }),
);
const Offsets = z.record(z.string().regex(/^\d+$/), z.int());

export interface RunningTask {
  id: string;
  baseUrl: string;
}
export interface TaskPositions {
  task: string;
  /** The next offset of each partition. */
  positions: Map<number, bigint>;
}

export type DruidTaskPositions = ReturnType<typeof druidTaskPositions>;

export function druidTaskPositions({ overlord, connection }: { overlord: DruidHttp; connection: DruidConnection }) {
  const ask = async ({ id, baseUrl }: RunningTask): Promise<TaskPositions> => {
    const offsets = await druidHttp({ baseUrl, connection }).json(Offsets, {
      method: 'GET',
      path: `/druid/worker/v1/chat/${encodeURIComponent(id)}/offsets/current`,
      signal: AbortSignal.timeout(TASK_TIMEOUT_MS),
    });
    const entries = Object.entries(offsets).map(([partition, next]) => [Number(partition), BigInt(next)] as const);
    return { task: id, positions: new Map(entries) };
  };
  const list = async (datasource: string): Promise<RunningTask[]> => {
    const query = new URLSearchParams({ datasource, state: 'running', type: 'index_kafka' });
    const tasks = await overlord.json(Tasks, {
      method: 'GET',
      path: `/druid/indexer/v1/tasks?${query.toString()}`,
      signal: AbortSignal.timeout(LIST_TIMEOUT_MS),
    });
    return tasks.flatMap(({ id, location: { host, port, tlsPort } }) => {
      if (host === null || host === undefined) return [];
      return [{ id, baseUrl: tlsPort > 0 ? `https://${host}:${tlsPort}` : `http://${host}:${port}` }];
    });
  };
  const remembered = new Map<string, { tasks: Promise<RunningTask[]>; until: number }>();
  return {
    /** The Kafka tasks of a datasource that read or publish; remembered for 3 s, or until one does not answer. */
    running: (datasource: string): Promise<RunningTask[]> => {
      const known = remembered.get(datasource);
      if (known !== undefined && known.until > Date.now()) return known.tasks;
      const tasks = list(datasource);
      if (remembered.size >= REMEMBERED_DATASOURCES) remembered.clear();
      remembered.set(datasource, { tasks, until: Date.now() + REMEMBERED_MS });
      tasks.catch(() => remembered.delete(datasource));
      return tasks;
    },
    /**
     * One that does not answer is left out: a task may begin or end at any time.
     * @throws EngineError druid if none of them can be reached
     */
    positions: async (datasource: string, tasks: RunningTask[]): Promise<TaskPositions[]> => {
      const answers = await Promise.allSettled(tasks.map(ask));
      const failed = answers.filter((answer) => answer.status === 'rejected').map(({ reason }): unknown => reason);
      if (tasks.length === 0 || failed.length > 0) remembered.delete(datasource);
      const isCutOff = failed.length > 0 && failed.length === tasks.length && failed.every(isUnreachable);
      if (isCutOff) throw failed[0];
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    },
  };
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof EngineError && (error.kind === 'unreachable' || error.kind === 'timeout');
