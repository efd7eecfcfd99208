// A small HTTP server that keeps definitions as the API does: versions, If-Match, 404 and 422 as problem+json.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';

const Body = z.looseObject({ name: z.string() });

export interface SmallAnswer {
  status: number;
  body?: unknown;
  text?: string;
}
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** @param special answers for "METHOD /path" that come before the keeping of definitions */
export async function startSmallApi(special: Record<string, (request: SeenRequest) => SmallAnswer> = {}) {
  const stored = new Map<string, Record<string, unknown> & { version: number }>();
  const requests: SeenRequest[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = await readRequest(request);
    requests.push(seen);
    const { status, body, text } = special[`${seen.method} ${seen.path}`]?.(seen) ?? answer(stored, seen);
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    response.writeHead(status, { 'content-type': type }).end(text ?? JSON.stringify(body));
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stored,
    requests,
    writes: () => requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const { method = '', url = '', headers } = request;
  const isJson = headers['content-type'] === 'application/json';
  return { method, path: url, headers, body: isJson ? await json(request) : undefined };
}

type Stored = Awaited<ReturnType<typeof startSmallApi>>['stored'];

function answer(stored: Stored, { method, path, headers, body }: SeenRequest): SmallAnswer {
  const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };
  if (method === 'POST') {
    const definition = { ...Body.parse(body), version: 1, ...times };
    stored.set(`${path}/${definition.name}`, definition);
    return { status: 201, body: definition };
  }
  const found = stored.get(path);
  if (found === undefined) return problem(404, 'definition.not-found', `there is no ${path}`);
  if (method === 'GET') return { status: 200, body: found };
  if (method === 'DELETE') return { status: stored.delete(path) ? 200 : 404, body: {} };
  if (headers['if-match'] !== `"${found.version}"`)
    return problem(412, 'definition.version-conflict', 'it has changed');
  const changed = { ...Body.parse(body), version: found.version + 1, ...times };
  stored.set(path, changed);
  return { status: 200, body: changed };
}

export function problem(status: number, code: string, detail: string, errors?: object[]): SmallAnswer {
  return { status, body: { type: 'about:blank', title: 'Not possible', status, code, detail, errors } };
}
