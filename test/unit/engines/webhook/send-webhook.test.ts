import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineError } from '#engines/engine-error.ts';
import { sendWebhook } from '#engines/webhook/send-webhook.ts';

let server: Server | undefined;

/** A receiver on a loopback address. @returns its URL, by address or by name */
async function listen(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => void listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://${host}:${address.port}/hook`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const send = (url: string, changes: object = {}) =>
  sendWebhook({
    url,
    headers: { 'content-type': 'application/json', 'x-a': 'b' },
    body: '{"ä":1}',
    allowLoopback: true,
    ...changes,
  });

const kindOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof EngineError ? error.kind : error;
};

describe('sendWebhook', () => {
  it('posts the body with its headers and answers the status', async () => {
    const seen: unknown[] = [];
    const url = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push([request.method, request.url, request.headers['x-a'], Buffer.concat(chunks).toString()]);
        response.writeHead(202).end('thanks');
      });
    });
    await expect(send(url)).resolves.toBe(202);
    expect(seen).toEqual([['POST', '/hook', 'b', '{"ä":1}']]);
  });

  it('resolves a name itself and goes to the address that it checked', async () => {
    const hosts: (string | undefined)[] = [];
    const url = await listen((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    }, 'localhost');
    await expect(send(url)).resolves.toBe(200);
    expect(hosts).toEqual([new URL(url).host]);
  });

  it('refuses a name that leads to loopback, also over https, before anything is sent', async () => {
    let calls = 0;
    const url = await listen(() => void (calls += 1), 'localhost');
    await expect(kindOf(send(url, { allowLoopback: false }))).resolves.toBe('rejected');
    await expect(kindOf(send(url.replace('http:', 'https:'), { allowLoopback: false }))).resolves.toBe('rejected');
    expect(calls).toBe(0);
  });

  it('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = [];
    const url = await listen((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await expect(send(url)).resolves.toBe(307);
    expect(paths).toEqual(['/hook']);
  });

  it('gives up on a receiver that does not answer in time', async () => {
    const url = await listen(() => undefined);
    const startedAt = performance.now();
    await expect(kindOf(send(url, { timeoutMs: 200 }))).resolves.toBe('timeout');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('gives up on headers that trickle in', async () => {
    const url = await listen((request) => {
      request.socket.write('HTTP/1.1 200 OK\r\n');
      const trickle = setInterval(() => request.socket.write('x-slow: 1\r\n'), 20);
      request.socket.on('close', () => clearInterval(trickle));
    });
    await expect(kindOf(send(url, { timeoutMs: 300 }))).resolves.toBe('timeout');
  });

  it('takes the status of an answer whose body trickles in, when the time is over', async () => {
    const url = await listen((request, response) => {
      response.writeHead(200);
      const trickle = setInterval(() => response.write('.'), 20);
      request.socket.on('close', () => clearInterval(trickle));
    });
    await expect(send(url, { timeoutMs: 300 })).resolves.toBe(200);
  });

  it('reads only a part of a huge answer', async () => {
    let sent = 0;
    const url = await listen((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) sent += 64 * 1024;
      };
      response.on('drain', more);
      more();
    });
    await expect(send(url, { timeoutMs: 5_000 })).resolves.toBe(200);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it('says that a receiver is not there', async () => {
    await expect(kindOf(send('http://127.0.0.1:1/'))).resolves.toBe('unreachable');
  });
});
