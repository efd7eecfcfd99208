import { type Server, createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** Serves an application on 127.0.0.1; resolves when it listens, rejects when the port is taken. */
export async function listen(application: Hono, port: number): Promise<Server> {
  const answer = getRequestListener(application.fetch);
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
