// The client of Druid: SQL at the broker; supervisors, tasks and segments at the coordinator (which is the overlord too).
import { Agent } from 'undici';
import { druidDatasources } from './druid-datasources.ts';
import { druidHttp } from './druid-http.ts';
import type { DruidRequest } from './druid-http.ts';
import { druidSql } from './druid-sql.ts';
import { druidSupervisors } from './druid-supervisors.ts';
import { druidTaskPositions } from './druid-task-positions.ts';

/** Below the 5 minutes after which Druid's own server closes an idle connection. */
const KEEP_ALIVE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 2000;
const CHECK_TIMEOUT_MS = 2000;

export type Druid = ReturnType<typeof openDruid>;

/** Connects at the first call. Every call throws an EngineError when it fails. */
export function openDruid({ brokerUrl, coordinatorUrl }: { brokerUrl: string; coordinatorUrl: string }) {
  const dispatcher = new Agent({ keepAliveTimeout: KEEP_ALIVE_MS, connect: { timeout: CONNECT_TIMEOUT_MS } });
  const broker = druidHttp({ baseUrl: brokerUrl, dispatcher });
  const coordinator = druidHttp({ baseUrl: coordinatorUrl, dispatcher });
  return {
    sql: druidSql(broker),
    supervisors: druidSupervisors(coordinator),
    datasources: druidDatasources(coordinator),
    taskPositions: druidTaskPositions({ overlord: coordinator, dispatcher }),
    /** Throws unless the broker and the coordinator both answer. */
    check: async (): Promise<void> => {
      await Promise.all([broker.send(healthRequest()), coordinator.send(healthRequest())]);
    },
    close: (): Promise<void> => dispatcher.destroy(),
  };
}

const healthRequest = (): DruidRequest => ({
  method: 'GET',
  path: '/status/health',
  signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
});
