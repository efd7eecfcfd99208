// The adapter between a REST API that streams and the application, with a runtime that does what Lambda's does.
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { streamingHandler } from '#functions/platform/lambda-http.ts';
import type { StreamingHandler } from '#functions/platform/lambda-http.ts';
import restApi from '#test/support/events/rest-api.json' with { type: 'json' };

const metadata: object[] = [];

beforeAll(() => {
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handler: StreamingHandler) => handler,
    HttpResponseStream: {
      from: (output: Writable, said: object) => {
        metadata.push(said);
        return output;
      },
    },
  });
});

afterAll(() => vi.unstubAllGlobals());

interface Outcome {
  text: string;
  isEnded: boolean;
  output: Writable;
}

function receiver(): Outcome {
  const outcome: Outcome = {
    text: '',
    isEnded: false,
    output: new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        outcome.text += chunk.toString();
        done();
      },
      final: (done) => {
        outcome.isEnded = true;
        done();
      },
    }),
  };
  return outcome;
}

interface Handling {
  event?: object;
  remainingMs?: number;
  output?: Writable;
}

const isHandler = (value: unknown): value is StreamingHandler => typeof value === 'function';

async function handle(
  answer: (request: Request) => Response | Promise<Response>,
  { event = restApi, remainingMs = 60_000, output = receiver().output }: Handling,
) {
  const handler = streamingHandler(answer);
  if (!isHandler(handler)) throw new Error('no handler');
  await handler(event, output, { getRemainingTimeInMillis: () => remainingMs });
}

/** A body that says what becomes of it, and never ends by itself. */
function endless() {
  const state = { isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from('first')),
    cancel: () => {
      state.isCancelled = true;
    },
  });
  return { body, state };
}

describe('a request', () => {
  it('is what the REST API was sent', async () => {
    const requests: Request[] = [];
    const event = {
      ...restApi,
      httpMethod: 'POST',
      path: '/v1/query',
      multiValueQueryStringParameters: { tag: ['a b', 'c&d'] },
      multiValueHeaders: { ...restApi.multiValueHeaders, 'X-Two': ['1', '2'] },
      body: Buffer.from('{"a":1}').toString('base64'),
      isBase64Encoded: true,
    };
    const answer = (request: Request): Response => {
      requests.push(request);
      return new Response('ok');
    };
    await handle(answer, { event });
    const [request] = requests;
    expect(request?.url).toBe('https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/v1/query?tag=a+b&tag=c%26d');
    expect(request?.headers.get('x-two')).toBe('1, 2');
    expect(await request?.json()).toEqual({ a: 1 });
  });
});

describe('an answer', () => {
  it('has its status and headers, but for those of one connection', async () => {
    const headers = { 'content-type': 'text/event-stream', connection: 'keep-alive', 'transfer-encoding': 'chunked' };
    await handle(() => new Response('ok', { status: 201, headers }), {});
    expect(metadata.at(-1)).toEqual({ statusCode: 201, headers: { 'content-type': 'text/event-stream' } });
  });

  it('without a body ends', async () => {
    const outcome = receiver();
    await handle(() => new Response(null, { status: 204 }), { output: outcome.output });
    expect(outcome).toMatchObject({ text: '', isEnded: true });
  });

  it('is no longer made when its reader has left', async () => {
    const { body, state } = endless();
    const outcome = receiver();
    const handling = handle(() => new Response(body), { output: outcome.output });
    await sleep(20);
    outcome.output.destroy(new Error('the connection is gone'));
    await handling;
    expect(state.isCancelled).toBe(true);
  });

  it('may say its last words when the time is over, and is cut off after them', async () => {
    const { body, state } = endless();
    const outcome = receiver();
    const signals: AbortSignal[] = [];
    const answer = (request: Request): Response => {
      signals.push(request.signal);
      return new Response(body);
    };
    const startedAt = performance.now();
    await handle(answer, { output: outcome.output, remainingMs: 3_100 });
    expect(signals[0]?.aborted).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(state.isCancelled).toBe(true);
    expect(outcome).toMatchObject({ text: 'first', isEnded: true });
  });
});
