// Sends one webhook. The name is resolved once, every address is checked, and the connection goes to a checked one:
// a name that changes its address in between gains nothing. Redirects are not followed; only the status is used.
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { EngineError, toEngineError } from '../engine-error.ts';
import { checkAddress, checkWebhookUrl, hostOf } from './check-webhook-url.ts';

const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowLoopback: boolean;
  /** For everything: name, connection, request and answer. @default 10 s */
  timeoutMs?: number;
}

interface Address {
  address: string;
  family: number;
}

/**
 * @returns the status of the answer, whatever it is; its body is read up to 64 KiB and thrown away
 * @throws EngineError `rejected` if the URL or its address is refused; `unreachable`, `timeout` or `failed` otherwise
 */
export async function sendWebhook(request: WebhookRequest): Promise<number> {
  const url = new URL(request.url);
  const refusal = checkWebhookUrl(url, request);
  if (refusal !== undefined) throw new EngineError('webhook', 'rejected', `the URL ${refusal}`);
  const signal = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  try {
    const address = await resolve(url, request, signal);
    return await post({ ...request, url, address, signal });
  } catch (error) {
    throw toEngineError('webhook', signal.aborted ? signal.reason : error);
  }
}

async function resolve(url: URL, request: WebhookRequest, signal: AbortSignal): Promise<Address> {
  const addresses = await orAborted(lookup(hostOf(url), { all: true }), signal);
  for (const { address } of addresses) {
    const refusal = checkAddress(address, url, request);
    if (refusal !== undefined) throw new EngineError('webhook', 'rejected', `the URL ${refusal}`);
  }
  const [first] = addresses;
  if (first === undefined) throw new EngineError('webhook', 'unreachable', 'the name has no address');
  return first;
}

/** A look-up cannot be cancelled: it is left to end on its own. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((fulfil, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(fulfil, reject);
  });
}

type PinnedRequest = Omit<WebhookRequest, 'url'> & { url: URL; address: Address; signal: AbortSignal };

function post({ url, headers, body, address, signal }: PinnedRequest): Promise<number> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((fulfil, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: false,
      lookup: pinnedTo(address),
      signal,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      outgoing.removeListener('error', reject);
      outgoing.on('error', () => response.destroy());
      drain(response, () => fulfil(response.statusCode ?? 0));
    });
    outgoing.end(body);
  });
}

const pinnedTo =
  ({ address, family }: Address): LookupFunction =>
  (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };

/** Reads the answer to its end so that its sender is not cut off, but no more than a bounded part of it. */
function drain(response: http.IncomingMessage, done: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER_BYTES) response.destroy();
  });
  response.on('error', done);
  response.on('close', done);
}
