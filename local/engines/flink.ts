// A standalone Flink session cluster: what Managed Flink runs an application on.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { awsEnvironment } from '../environment.ts';
import { javaProcess } from '../java.ts';
import { answers } from '../probe.ts';
import { renderFile } from '../render-template.ts';
import { engineFile, log4jFlag } from './context.ts';
import type { Context, Engine } from './context.ts';

const taskSlots = 16;
const openPackages = [
  'java.lang',
  'java.net',
  'java.io',
  'java.nio',
  'sun.nio.ch',
  'java.lang.reflect',
  'java.text',
  'java.time',
  'java.util',
  'java.util.concurrent',
];
const openFlags = openPackages.flatMap((name) => ['--add-opens', `java.base/${name}=ALL-UNNAMED`]);

/** The JobManager: it takes jars and jobs over REST, runs their main methods, and leads their checkpoints. */
export function flinkJobmanager(context: Context): Engine {
  const overview = `http://127.0.0.1:${context.ports.flink}/overview`;
  return flinkProcess(context, {
    name: 'flink-jobmanager',
    mainClass: 'org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint',
    flags: ['-Xmx448m', '-XX:+UseSerialGC'],
    port: context.ports.flink,
    isReady: () => answers(overview, 'slots-total'),
  });
}

/** The TaskManager: it runs the operators. */
export function flinkTaskmanager(context: Context): Engine {
  const taskmanagers = `http://127.0.0.1:${context.ports.flink}/taskmanagers`;
  return flinkProcess(context, {
    name: 'flink-taskmanager',
    mainClass: 'org.apache.flink.runtime.taskexecutor.TaskManagerRunner',
    // The sums of config.yaml: framework and task heap; both off-heap sizes and network; metaspace.
    flags: ['-Xmx512m', '-XX:MaxDirectMemorySize=224m', '-XX:MaxMetaspaceSize=256m', '-XX:+UseG1GC'],
    port: context.ports.flinkTaskmanagerRpc,
    isReady: () => answers(taskmanagers, '"freeSlots"'),
  });
}

type FlinkRole = Pick<Engine, 'name' | 'isReady'> & { mainClass: string; flags: string[]; port: number };

function flinkProcess({ home, ports }: Context, role: FlinkRole): Engine {
  const configuration = home.config(role.name, 'config.yaml');
  const data = home.data('flink');
  const flags = [...role.flags, ...openFlags, log4jFlag, '-XX:+IgnoreUnrecognizedVMOptions'];
  return {
    ...javaProcess({
      home,
      name: role.name,
      classPath: [home.jars('flink')],
      mainClass: role.mainClass,
      arguments: ['--configDir', path.dirname(configuration)],
      flags,
      environment: awsEnvironment(ports),
      port: role.port,
    }),
    after: ['fetch'],
    prepare: () => {
      for (const folder of ['upload', 'web', 'tmp', 'blobs']) mkdirSync(path.join(data, folder), { recursive: true });
      renderFile(engineFile('flink', 'config.yaml'), configuration, {
        'flink.port': ports.flink,
        'flink.rpc.port': ports.flinkRpc,
        'flink.blob.port': ports.flinkBlob,
        'flink.taskmanager.rpc.port': ports.flinkTaskmanagerRpc,
        'flink.taskmanager.data.port': ports.flinkTaskmanagerData,
        slots: taskSlots,
        data,
      });
    },
    isReady: role.isReady,
  };
}
