// What every engine's definition is made from.
import path from 'node:path';
import type { Home } from '../home.ts';
import type { Ports } from '../ports.ts';
import type { Service } from '../supervise.ts';

export type Context = { home: Home; ports: Ports };

/** A process of this machine, and the names of the steps of `npm start` that must be done before it is started. */
export type Engine = Service & { after: readonly string[] };

/** A file beside the engine definitions: templates, sources. */
export function engineFile(...segments: string[]): string {
  return path.join(import.meta.dirname, ...segments);
}

/** Log4j 2 would also look for its configuration on the class path, but a class data archive allows no folders there. */
export const log4jFlag = `-Dlog4j2.configurationFile=${engineFile('log4j2.properties')}`;
