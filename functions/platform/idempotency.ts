// Idempotency-Key: the first answer to a write is kept for a day and given again to its repetitions.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { createMiddleware } from 'hono/factory';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import type { Table } from '#engines/dynamodb/table.ts';
import type { Caller } from './caller.ts';
import { PlatformError } from './errors.ts';
import type { Log } from './log.ts';
import type { AppEnvironment } from './route.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const KEPT_SECONDS = 86_400;
/** How long a call that broke off keeps its repetition waiting. */
const CLAIM_SECONDS = 120;
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Compressed; an item of the table holds 400 KB. */
const LARGEST_ANSWER_BYTES = 300_000;

interface KeptAnswer {
  fingerprint: string;
  status: number;
  contentType: string;
  etag: string | undefined;
  /** Gzipped; null when it held a secret (`Cache-Control: no-store`) or was too large. */
  body: Buffer | null;
}

const keyOf = (id: string) => ({ pk: 'idempotency', sk: id });

export type IdempotencyStore = ReturnType<typeof idempotencyStore>;

export function idempotencyStore(table: Table, now: () => Date) {
  const seconds = () => Math.floor(now().getTime() / 1000);
  return {
    /** True if this call may go on; false if the id is taken by an earlier one. */
    claim: async (id: string, fingerprint: string): Promise<boolean> => {
      try {
        await table.put({
          Item: { ...keyOf(id), fingerprint, expiresAt: seconds() + CLAIM_SECONDS },
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
          ExpressionAttributeValues: { ':now': seconds() },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
    read: async (id: string) => table.get(keyOf(id)),
    keep: (id: string, answer: KeptAnswer) =>
      table.put({ Item: { ...keyOf(id), ...answer, expiresAt: seconds() + KEPT_SECONDS } }),
    release: (id: string) => table.remove({ Key: keyOf(id) }),
  };
}

/** Answers that failed for a reason of the moment (5xx) are not kept: the caller may try again. Nor are streams, which only read. */
export function idempotency(store: IdempotencyStore, log: Log) {
  /** The work is done: its caller gets the answer even if it cannot be kept. */
  const keep = (id: string, answer: KeptAnswer): Promise<void> =>
    store.keep(id, answer).catch((error: unknown) => log.error('idempotency.answer-not-kept', error));
  return createMiddleware<AppEnvironment>(async (c, next) => {
    const key = c.req.header('idempotency-key');
    const caller: Caller | undefined = c.get('caller');
    if (key === undefined || caller === undefined || !WRITES.has(c.req.method)) return next();
    const id = `${caller.tokenId}#${hash(key)}`;
    const fingerprint = hash(`${c.req.method} ${c.req.url}\n`, Buffer.from(await c.req.raw.clone().arrayBuffer()));
    if (!(await store.claim(id, fingerprint))) return repeat(await store.read(id), fingerprint);
    await next();
    const isStream = c.res.headers.get('content-type')?.startsWith('application/x-ndjson') ?? false;
    if (c.res.status >= 500 || isStream) await store.release(id);
    else await keep(id, await toKept(c.res.clone(), fingerprint));
    return undefined;
  });
}

async function toKept(answer: Response, fingerprint: string): Promise<KeptAnswer> {
  const body = await compress(await answer.arrayBuffer());
  const isSecret = answer.headers.get('cache-control') === 'no-store';
  const contentType = answer.headers.get('content-type') ?? '';
  return {
    fingerprint,
    status: answer.status,
    contentType,
    etag: answer.headers.get('etag') ?? undefined,
    body: isSecret || body.length > LARGEST_ANSWER_BYTES ? null : body,
  };
}

async function repeat(kept: Record<string, unknown> | undefined, fingerprint: string): Promise<Response> {
  if (kept === undefined) throw new PlatformError('request.in-progress', 'send it again in a moment');
  const { status, body, contentType } = kept;
  if (kept['fingerprint'] !== fingerprint) {
    throw new PlatformError('request.idempotency-key-reused', 'use a new key for another request');
  }
  if (typeof status !== 'number') throw new PlatformError('request.in-progress', 'send it again in a moment');
  if (!(body instanceof Uint8Array))
    throw new PlatformError('request.answer-not-kept', 'it held a secret or was too large; nothing was done again');
  const headers = new Headers({ 'content-type': String(contentType), 'idempotent-replay': 'true' });
  if (typeof kept['etag'] === 'string') headers.set('etag', kept['etag']);
  return new Response(status === 204 ? null : new Uint8Array(await decompress(body)), { status, headers });
}

function hash(...parts: (string | Buffer)[]): string {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(part);
  return sha.digest('base64url');
}
