// The last thing that a start prints: where everything is, and three commands to try it.
import { firstQuery } from './await-flights.ts';
import { urlOf } from './environment.ts';
import type { Context } from './engines/context.ts';
import type { StepOptions } from './steps.ts';

export type ReadyBlockOptions = Context & { extent: StepOptions['extent']; seconds: number };

/** Lines for a person; the commands work when pasted into a shell. */
export function readyBlock({ home, ports, extent, seconds }: ReadyBlockOptions): string {
  if (extent === 'engines') return `\nready after ${seconds.toFixed(1)} s (engines only)\n`;
  const url = urlOf(ports.api);
  const authorization = `-H "Authorization: Bearer $(cat '${home.adminToken}')"`;
  const query = JSON.stringify(firstQuery);
  return `
ready after ${seconds.toFixed(1)} s

  API          ${url}
  docs         ${url}/docs
  admin token  ${home.adminToken}

  curl -s ${authorization} -H 'Content-Type: application/json' -d '${query}' ${url}/v1/query
  curl -s ${authorization} '${url}/v1/streams/flights_clean/events?from=latest&limit=3'
  curl -s ${authorization} ${url}/v1/incidents

`;
}
