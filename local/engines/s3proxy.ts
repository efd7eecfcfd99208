// S3Proxy: the S3 protocol over a folder of the home.
import { mkdirSync } from 'node:fs';
import { credentials } from '../environment.ts';
import { javaProcess } from '../java.ts';
import { isListening } from '../probe.ts';
import { renderFile } from '../render-template.ts';
import { engineFile } from './context.ts';
import type { Context, Engine } from './context.ts';

export function s3proxy({ home, ports }: Context): Engine {
  const properties = home.config('s3proxy.properties');
  const data = home.data('s3');
  return {
    ...javaProcess({
      home,
      name: 's3',
      classPath: [home.jars('s3proxy')],
      mainClass: 'org.gaul.s3proxy.Main',
      arguments: ['--properties', properties],
      flags: [
        `-Dlogback.configurationFile=${engineFile('s3proxy', 'logback.xml')}`,
        '-Xmx160m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
      ],
      port: ports.s3,
    }),
    after: ['fetch'],
    prepare: () => {
      mkdirSync(data, { recursive: true });
      renderFile(engineFile('s3proxy', 's3proxy.properties'), properties, {
        's3.port': ports.s3,
        identity: credentials.accessKeyId,
        credential: credentials.secretAccessKey,
        data,
      });
    },
    isReady: () => isListening(ports.s3),
  };
}
