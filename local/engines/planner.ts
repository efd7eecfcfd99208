// The planner: our own Java Lambda's class as one long-lived JVM.
import path from 'node:path';
import { awsEnvironment } from '../environment.ts';
import { repository } from '../home.ts';
import { javaProcess } from '../java.ts';
import { answers } from '../probe.ts';
import { log4jFlag } from './context.ts';
import type { Context, Engine } from './context.ts';

export const plannerJars = path.join(repository, 'flink', 'target', 'planner-lib');

export function planner({ home, ports }: Context): Engine {
  return {
    ...javaProcess({
      home,
      name: 'planner',
      classPath: [plannerJars],
      mainClass: 'io.millrace.flink.planner.Planner',
      arguments: ['--port', String(ports.planner)],
      flags: ['-Xmx384m', '-XX:+UseSerialGC', log4jFlag],
      environment: awsEnvironment(ports),
      port: ports.planner,
    }),
    after: ['build'],
    isReady: () => answers(`http://127.0.0.1:${ports.planner}/healthz`),
  };
}
