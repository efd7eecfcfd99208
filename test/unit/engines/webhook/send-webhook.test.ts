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
    await expect(send(url)).resolves.toEqual({ status: 202, retryAfter: null, text: 'thanks' });
    expect(seen).toEqual([['POST', '/hook', 'b', '{"ä":1}']]);
  });

  it('resolves a name itself and goes to the address that it checked', async () => {
    const hosts: (string | undefined)[] = [];
    const url = await listen((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    }, 'localhost');
    await expect(send(url)).resolves.toMatchObject({ status: 200 });
    expect(hosts).toEqual([new URL(url).host]);
  });

  it('refuses a name that leads to loopback, also over https, before anything is sent', async () => {
    let calls = 0;
    const url = await listen(() => void (calls += 1), 'localhost');
    await expect(kindOf(send(url, { allowLoopback: false }))).resolves.toBe('rejected');
    await expect(kindOf(send(url.replace('http:', 'https:'), { allowLoopback: false }))).resolves.toBe('rejected');
    expect(calls).toBe(0);
  });

  it('does not follow a redirect, to a metadata address least of all', async () => {
    const paths: (string | undefined)[] = [];
    const url = await listen((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    });
    await expect(send(url)).resolves.toMatchObject({ status: 307 });
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
    await expect(send(url, { timeoutMs: 300 })).resolves.toMatchObject({ status: 200 });
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
    await expect(send(url, { timeoutMs: 5_000 })).resolves.toMatchObject({ status: 200, text: '' });
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it('goes to the address that it checked, though the name leads elsewhere by then', async () => {
    const url = await listen((_request, response) => void response.end(), 'rebinding.example.com');
    const answers = ['127.0.0.1', '169.254.169.254', '10.0.0.1'];
    const lookups: string[] = [];
    const lookup = (host: string) => {
      lookups.push(host);
      return Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]);
    };
    const allowed = url.replace('rebinding.example.com', 'localhost');
    await expect(send(allowed, { lookup })).resolves.toMatchObject({ status: 200 });
    await expect(kindOf(send(allowed, { lookup }))).resolves.toBe('rejected');
    expect(lookups).toEqual(['localhost', 'localhost']);
  });

  it('refuses a name if any of its addresses is refused', async () => {
    const lookup = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: 'fd00:ec2::254', family: 6 },
      ]);
    await expect(kindOf(send('https://both.example.com/', { lookup }))).resolves.toBe('rejected');
    const none = () => Promise.resolve([]);
    await expect(kindOf(send('https://none.example.com/', { lookup: none }))).resolves.toBe('unreachable');
  });

  it('gives up on a name that nobody answers for', async () => {
    const lookup = () => new Promise<never>(() => undefined);
    await expect(kindOf(send('https://slow.example.com/', { lookup, timeoutMs: 200 }))).resolves.toBe('timeout');
  });

  it('tells when the receiver wants to be asked again, and the beginning of why', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(429, { 'retry-after': '17' }).end(`slow down\n${'x'.repeat(1000)}`);
    });
    await expect(send(url)).resolves.toEqual({ status: 429, retryAfter: '17', text: 'slow down' });
  });

  it('says that a receiver is not there', async () => {
    await expect(kindOf(send('http://127.0.0.1:1/'))).resolves.toBe('unreachable');
  });
});
