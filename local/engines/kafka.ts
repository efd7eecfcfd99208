// One Kafka broker that is its own controller; a cluster of MSK is one of these here.
import { existsSync } from 'node:fs';
import type { Home } from '../home.ts';
import { javaProcess } from '../java.ts';
import { kafkaClusterId } from '../kafka-cluster-id.ts';
import { isListening } from '../probe.ts';
import type { ProcessSpec } from '../process.ts';
import { renderFile } from '../render-template.ts';
import { runToEnd } from '../run-to-end.ts';
import { engineFile, log4jFlag } from './context.ts';
import type { Engine } from './context.ts';

export type KafkaBrokerOptions = { home: Home; name: string; port: number; controllerPort: number };

/** The broker of the cluster `name`. Its process is called `kafka` for the default cluster, else `kafka-<name>`. */
export function kafkaBroker(options: KafkaBrokerOptions): Engine {
  const { home, name, port } = options;
  const properties = home.config('kafka', `${name}.properties`);
  const broker = javaProcess({
    home,
    name: name === 'main' ? 'kafka' : `kafka-${name}`,
    classPath: [home.jars('kafka')],
    mainClass: 'kafka.Kafka',
    arguments: [properties],
    flags: ['-Xmx320m', '-XX:+UseG1GC', log4jFlag],
    port,
  });
  return {
    ...broker,
    after: ['fetch'],
    prepare: () => prepare(options, properties),
    isReady: () => isListening(port),
  };
}

async function prepare({ home, name, port, controllerPort }: KafkaBrokerOptions, properties: string): Promise<void> {
  const data = home.data('kafka', name, 'log');
  renderFile(engineFile('kafka', 'server.properties'), properties, {
    'kafka.port': port,
    'controller.port': controllerPort,
    data,
  });
  if (!existsSync(`${data}/meta.properties`))
    await runToEnd(formatCommand(home, properties, kafkaClusterId(home, name)));
}

function formatCommand(home: Home, properties: string, clusterId: string): ProcessSpec {
  return javaProcess({
    home,
    name: 'kafka-format',
    classPath: [home.jars('kafka')],
    mainClass: 'kafka.tools.StorageTool',
    arguments: ['format', '-t', clusterId, '-c', properties],
    flags: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', log4jFlag],
    port: 0,
    keepsClasses: false,
  });
}
