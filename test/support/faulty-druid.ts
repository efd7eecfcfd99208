// A broker of Druid that fails as it is told to: it stands before the real one and passes on what it is not told to spoil.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A status that is answered in place of Druid, an answer that ends before its end, or none. */
export type DruidFault = 429 | 503 | 504 | 'truncated' | 'silent';
export type FaultyDruid = Awaited<ReturnType<typeof startFaultyDruid>>;

export async function startFaultyDruid(brokerUrl: string) {
  const state: { fault: DruidFault | undefined } = { fault: undefined };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (state.fault === 'silent') return;
    if (typeof state.fault === 'number') {
      response.writeHead(state.fault, { 'content-type': 'application/json' }).end('{"error":"told to fail"}');
      return;
    }
    const { method = 'GET', url = '/' } = request;
    const body = method === 'POST' ? await text(request) : undefined;
    const headers = { 'content-type': 'application/json' };
    const passed = await fetch(new URL(url, brokerUrl), { method, headers, ...(body === undefined ? {} : { body }) });
    const whole = await passed.text();
    response.writeHead(passed.status, headers).end(state.fault === 'truncated' ? whole.slice(0, -2) : whole);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the broker does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    failWith: (fault: DruidFault | undefined) => {
      state.fault = fault;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
