// Posts to a URL that a user gave. The name is resolved once, every address is checked, and the connection goes to a checked one:
// a name that changes its address in between gains nothing. Redirects are not followed.
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { EngineError, firstLine, toEngineError } from '../engine-error.ts';
import { checkAddress, checkWebhookUrl, hostOf } from './check-webhook-url.ts';
import { resolveAddress } from './resolve-address.ts';
import type { Address, Lookup } from './resolve-address.ts';

const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;
/** Enough for a reason. */
const SHOWN_BYTES = 200;

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowLoopback: boolean;
  /** For everything: name, connection, request and answer. @default 10 s */
  timeoutMs?: number | undefined;
  lookup?: Lookup | undefined;
}

export interface WebhookAnswer {
  status: number;
  /** The header as it came. */
  retryAfter: string | null;
  /** The first line of the answer, 200 characters at most. */
  text: string;
}

/**
 * @returns the answer, whatever its status; its body is read up to 64 KiB and thrown away but for its first line
 * @throws EngineError `rejected` if the URL or its address is refused; `unreachable`, `timeout` or `failed` otherwise
 */
export async function sendWebhook(request: WebhookRequest): Promise<WebhookAnswer> {
  const url = new URL(request.url);
  const refusal = checkWebhookUrl(url, request);
  if (refusal !== undefined) throw new EngineError('webhook', 'rejected', `the URL ${refusal}`);
  const signal = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  try {
    const address = await resolveAddress({
      engine: 'webhook',
      host: hostOf(url),
      refuse: (address) => checkAddress(address, url, request),
      signal,
      lookup: request.lookup,
    });
    return await post({ ...request, url, address, signal });
  } catch (error) {
    throw toEngineError('webhook', signal.aborted ? signal.reason : error);
  }
}

type PinnedRequest = Omit<WebhookRequest, 'url'> & { url: URL; address: Address; signal: AbortSignal };

function post({ url, headers, body, address, signal }: PinnedRequest): Promise<WebhookAnswer> {
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
      const { statusCode: status = 0, headers } = response;
      drain(response, (text) => fulfil({ status, retryAfter: headers['retry-after'] ?? null, text }));
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
function drain(response: http.IncomingMessage, done: (text: string) => void): void {
  let bytes = 0;
  let shown = Buffer.alloc(0);
  response.on('data', (chunk: Buffer) => {
    if (bytes < SHOWN_BYTES) shown = Buffer.concat([shown, chunk]).subarray(0, SHOWN_BYTES);
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER_BYTES) response.destroy();
  });
  const end = () => done(printable(firstLine(shown.toString('utf8'))));
  response.on('error', end);
  response.on('close', end);
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e\xa0-\uffff]/g, '').trim();
