// An HTTP application as a Lambda function behind a REST API that streams. In place of hono's own adapter, which reads on when the
// client has left and knows no deadline: a process that answers one request at a time would keep every tail that was ever opened.
import type { Writable } from 'node:stream';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

/** What the runtime puts into the global `awslambda`. */
export interface LambdaStreaming {
  streamifyResponse(handler: StreamingHandler): unknown;
  HttpResponseStream: { from(output: Writable, metadata: ResponseMetadata): Writable };
}
export type StreamingHandler = (event: unknown, output: Writable, context: LambdaContext) => Promise<void>;
/** What Lambda tells a function of the invocation, as far as it is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}
interface ResponseMetadata {
  statusCode: number;
  headers: Record<string, string>;
}
declare const awslambda: LambdaStreaming;

/** So long before the function's own end an answer is asked to end. */
const SPARE_MS = 3_000;
/** How long it may then take for its last words. */
const LAST_WORDS_MS = 1_500;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
const Many = z.record(z.string(), z.array(z.string())).nullish();
const ProxyEvent = z.object({
  httpMethod: z.string(),
  path: z.string().startsWith('/'),
  multiValueHeaders: Many,
  multiValueQueryStringParameters: Many,
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({ domainName: z.string().default('localhost') }),
});
type ProxyEvent = z.infer<typeof ProxyEvent>;

/** @param answer the application; its request's signal is aborted when the client leaves or the function's time is over */
export function streamingHandler(answer: (request: Request) => Response | Promise<Response>): unknown {
  return awslambda.streamifyResponse(async (event, output, context) => {
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), Math.max(0, context.getRemainingTimeInMillis() - SPARE_MS));
    for (const end of ['close', 'error']) output.once(end, () => ending.abort());
    try {
      const response = await answer(toRequest(ProxyEvent.parse(event), ending.signal));
      await send(response, awslambda.HttpResponseStream.from(output, metadataOf(response)), ending.signal);
    } finally {
      clearTimeout(timer);
    }
  });
}

function toRequest(event: ProxyEvent, signal: AbortSignal): Request {
  const { httpMethod: method, path, body, isBase64Encoded, requestContext } = event;
  const url = new URL(path, `https://${requestContext.domainName}`);
  for (const [name, value] of flat(event.multiValueQueryStringParameters)) url.searchParams.append(name, value);
  const headers = new Headers(flat(event.multiValueHeaders));
  const bytes = typeof body === 'string' ? Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') : undefined;
  if (bytes !== undefined) headers.set('content-length', String(bytes.length));
  return new Request(url, { method, headers, signal, body: bytes ?? null });
}

const flat = (many: z.infer<typeof Many>): [string, string][] =>
  Object.entries(many ?? {}).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));

/** Headers of one connection, which are not for whoever stands behind the API. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding']);

function metadataOf({ status, headers }: Response): ResponseMetadata {
  return { statusCode: status, headers: Object.fromEntries([...headers].filter(([name]) => !HOP_BY_HOP.has(name))) };
}

/** The status goes out with the first write, be it an empty one. */
async function send({ body }: Response, output: Writable, signal: AbortSignal): Promise<void> {
  if (body === null) output.write('');
  else await copy(body, output, signal);
  if (!output.destroyed) output.end();
}

async function copy(body: ReadableStream<Uint8Array>, output: Writable, signal: AbortSignal): Promise<void> {
  const reader = body.getReader();
  const over = endOf(signal, output);
  let isFirst = true;
  for (;;) {
    const next = await Promise.race([reader.read(), over.reached]);
    if (next === 'over') break;
    if (next.done) {
      if (isFirst) output.write('');
      return over.forget();
    }
    isFirst = false;
    if (!output.write(next.value)) await Promise.race([once(output, 'drain'), over.reached]);
  }
  await reader.cancel().catch(() => undefined);
}

/** Reached at once when the client has left; else some time after the signal, in which an answer can say why it ends. */
function endOf(signal: AbortSignal, output: Writable) {
  const forgotten = new AbortController();
  const reached = new Promise<'over'>((resolve) => {
    const end = (): void => {
      if (output.destroyed) resolve('over');
      else
        void sleep(LAST_WORDS_MS, undefined, { signal: forgotten.signal, ref: false }).then(
          () => resolve('over'),
          noop,
        );
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  return { reached, forget: () => forgotten.abort() };
}

const noop = (): void => undefined;
