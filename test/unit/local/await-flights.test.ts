import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { awaitFlights } from '#local/await-flights.ts';
import { readPorts } from '#local/ports.ts';

const Asked = z.looseObject({ timeRange: z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }) });
/** When the flights of this API were, in ms; a query finds those of its time. */
let flights: number[] = [];
let asked = 0;
const server = createServer((request, response) => void answer(request, response));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { from, to } = Asked.parse(await json(request)).timeRange;
  asked += 1;
  const rows = flights.filter((at) => at >= Date.parse(from) && at < Date.parse(to)).map(() => ['CA', 1, 0]);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ rows }));
}

beforeEach(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterEach(() => void server.close());

function portsOfServer() {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return readPorts({ MILLRACE_PORT: String(address.port) });
}

it('waits for a flight of this start: older ones do not count', async () => {
  const since = new Date();
  flights = [since.getTime() - 1000];
  asked = 0;
  const waiting = awaitFlights({ ports: portsOfServer(), token: 't', signal: new AbortController().signal, since });

  await expect.poll(() => asked).toBeGreaterThan(1);
  flights.push(Date.now());

  expect(await waiting).toBe(true);
});

it('ends when it is told to', async () => {
  flights = [];
  const signal = AbortSignal.timeout(100);

  await expect(awaitFlights({ ports: portsOfServer(), token: 't', signal, since: new Date() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
