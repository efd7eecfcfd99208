// A receiver on loopback that keeps every request and answers what it is told to; 200 when there is nothing left.
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  /** The parsed JSON. */
  body: unknown;
}
interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}
export type HttpReceiver = Awaited<ReturnType<typeof startHttpReceiver>>;

export async function startHttpReceiver() {
  const received: ReceivedRequest[] = [];
  const answers: Answer[] = [];
  const answer = (response: ServerResponse): void => {
    const { status, headers = {}, body = '' } = answers.shift() ?? { status: 200 };
    response.writeHead(status, headers).end(body);
  };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body: unknown = JSON.parse(await text(request));
    received.push({ path: request.url ?? '', headers: request.headers, body });
    answer(response);
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    answers,
    bodies: () => received.map(({ body }) => body),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
