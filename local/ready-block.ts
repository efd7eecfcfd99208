// The last thing that a start prints: where everything is, and three commands to try it.
import { firstQuery } from './await-flights.ts';
import { urlOf } from './environment.ts';
import type { Context } from './engines/context.ts';
import type { StepOptions } from './steps.ts';

export type ReadyBlockOptions = Context & {
  extent: StepOptions['extent'];
  seconds: number;
  /** Whether the replay still sends the past. */
  isBackfilling: boolean;
};

/** Lines for a person; the commands work when pasted into a shell. */
export function readyBlock({ home, ports, extent, seconds, isBackfilling }: ReadyBlockOptions): string {
  if (extent === 'engines') return `\nready after ${seconds.toFixed(1)} s (engines only)\n`;
  const url = urlOf(ports.api);
  const authorization = `-H "Authorization: Bearer $(cat '${home.adminToken}')"`;
  const receiverLine =
    extent === 'example' ? `  webhooks     ${urlOf(ports.webhookReceiver)} (what the example has received)\n` : '';
  const backfillLine = isBackfilling
    ? '\n  The flights of the last hours are still on their way: npm run logs -- replay says how many have gone.\n'
    : '';
  return `
ready after ${seconds.toFixed(1)} s

  API          ${url}
  docs         ${url}/docs
  Grafana      ${url}/grafana (a data source of the type JSON)
${receiverLine}  admin token  ${home.adminToken}
${backfillLine}
${triesOf(extent)
  .map((request) => `  curl -s ${authorization} ${request(url)}`)
  .join('\n')}

`;
}

/** Three requests that answer something, with and without the example. */
function triesOf(extent: StepOptions['extent']): ((url: string) => string)[] {
  if (extent !== 'example')
    return [(url) => `${url}/readyz`, (url) => `${url}/v1/streams`, (url) => `${url}/v1/models`];
  return [
    (url) => `-H 'Content-Type: application/json' -d '${JSON.stringify(firstQuery)}' ${url}/v1/query`,
    (url) => `'${url}/v1/streams/flights_clean/events?from=latest&limit=3'`,
    (url) => `${url}/v1/incidents`,
  ];
}
