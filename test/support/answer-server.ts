// A server for what a function calls beside the engines: keeps what it was sent, and answers with what it is told.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Received {
  method: string;
  path: string;
  body: string;
}

export async function startAnswerServer(answer: string) {
  const received: Received[] = [];
  const take = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = message;
    received.push({ method, path: url, body: await text(message) });
    response.end(answer);
  };
  const server = createServer((message, response) => void take(message, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, received, close: () => server.close() };
}
