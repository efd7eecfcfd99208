// DynamoDB Local: Amazon's own, over SQLite files in the home.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { javaCommand, javaProcess } from '../java.ts';
import { isListening } from '../probe.ts';
import { runToEnd } from '../run-to-end.ts';
import { engineFile } from './context.ts';
import type { Context, Engine } from './context.ts';

export function dynamodb({ home, ports }: Context): Engine {
  const jars = home.jars('dynamodb');
  const classes = home.config('dynamodb');
  const data = home.data('dynamodb');
  return {
    ...javaProcess({
      home,
      name: 'dynamodb',
      classPath: [jars, classes],
      mainClass: 'LoopbackServer',
      arguments: ['-dbPath', data, '-sharedDb', '-port', String(ports.dynamodb), '-disableTelemetry'],
      flags: [`-Dsqlite4java.library.path=${jars}`, '-Xmx160m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
      port: ports.dynamodb,
    }),
    after: ['fetch'],
    prepare: async () => {
      mkdirSync(data, { recursive: true });
      mkdirSync(classes, { recursive: true });
      await compile(jars, classes);
    },
    isReady: () => isListening(ports.dynamodb),
  };
}

async function compile(jars: string, classes: string): Promise<void> {
  const source = engineFile('dynamodb', 'LoopbackServer.java');
  const compiled = statSync(path.join(classes, 'LoopbackServer.class'), { throwIfNoEntry: false });
  if (compiled !== undefined && compiled.mtimeMs > statSync(source).mtimeMs) return;
  const args = ['-d', classes, '-cp', path.join(jars, '*'), source];
  await runToEnd({ name: 'javac', command: javaCommand('javac'), arguments: () => args });
}
