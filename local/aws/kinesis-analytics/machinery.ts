import type { Home } from '#local/home.ts';
import type { LogStreams } from '../log-streams.ts';
import type { FlinkRest } from '../flink-rest.ts';
import type { ApplicationCode } from './application-code.ts';
import type { ApplicationLog } from './application-log.ts';
import type { ApplicationStore } from './application-store.ts';

/** What every part of Managed Flink works with. */
export type Machinery = {
  home: Home;
  flink: FlinkRest;
  code: ApplicationCode;
  store: ApplicationStore;
  log: ApplicationLog;
  logStreams: LogStreams;
};
