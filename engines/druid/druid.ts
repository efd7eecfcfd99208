// The client of Druid: SQL at the broker; supervisors, tasks and segments at the coordinator (which is the overlord too).
import { openDruidConnection } from './druid-connection.ts';
import type { DruidAccess } from './druid-connection.ts';
import { druidDatasources } from './druid-datasources.ts';
import { druidHttp } from './druid-http.ts';
import type { DruidRequest } from './druid-http.ts';
import { druidSql } from './druid-sql.ts';
import { druidSupervisors } from './druid-supervisors.ts';
import { druidTaskPositions } from './druid-task-positions.ts';

const CHECK_TIMEOUT_MS = 2000;

export type Druid = ReturnType<typeof openDruid>;

export interface DruidOptions {
  brokerUrl: string;
  coordinatorUrl: string;
  /** @default - Druid asks nobody who they are */
  access?: DruidAccess | undefined;
}

/** Connects at the first call. Every call throws an EngineError when it fails. */
export function openDruid({ brokerUrl, coordinatorUrl, access }: DruidOptions) {
  const connection = openDruidConnection(access);
  const broker = druidHttp({ baseUrl: brokerUrl, connection });
  const coordinator = druidHttp({ baseUrl: coordinatorUrl, connection });
  return {
    sql: druidSql(broker),
    supervisors: druidSupervisors(coordinator),
    datasources: druidDatasources(coordinator),
    taskPositions: druidTaskPositions({ overlord: coordinator, connection }),
    /** Throws unless the broker and the coordinator both answer. */
    check: async (): Promise<void> => {
      await Promise.all([broker.send(healthRequest()), coordinator.send(healthRequest())]);
    },
    close: (): Promise<void> => connection.close(),
  };
}

const healthRequest = (): DruidRequest => ({
  method: 'GET',
  path: '/status/health',
  signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
});
