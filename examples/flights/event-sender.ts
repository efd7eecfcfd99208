// Sends events to a stream, batch after batch, and counts what became of them. A batch that the API cannot take now is sent
// again with the same Idempotency-Key, so that an answer that was lost on the way does not double its events.
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import * as z from 'zod';
import { ApiError, ConnectionError, readJson } from '#cli/api-client.ts';
import { describeError } from '#cli/describe-error.ts';
import type { ApiClient } from '#cli/api-client.ts';

const Answer = z.object({ delivered: z.int(), deadLettered: z.int() });
const compress = promisify(gzip);

/** How long the API may be away. */
const PATIENCE_MS = 60_000;
/** An API that was killed while it took in a batch holds the batch's key for two minutes. */
const PATIENCE_WITH_HELD_KEY_MS = 150_000;

export interface Totals {
  sent: number;
  delivered: number;
  deadLettered: number;
  retries: number;
}

export type EventSender = ReturnType<typeof createEventSender>;

interface SenderOptions {
  api: ApiClient;
  /** Ends the waiting between attempts, never a request under way. */
  signal: AbortSignal;
  /** Told why a batch has to be sent again, once a batch. */
  note?: (reason: string) => void;
}

export function createEventSender({ api, signal, note }: SenderOptions) {
  const totals: Totals = { sent: 0, delivered: 0, deadLettered: 0, retries: 0 };

  /** Sends `count` events as NDJSON. Throws when the API refuses them, or has been away for too long. */
  const send = async (stream: string, ndjson: string, count: number): Promise<void> => {
    const body = await compress(ndjson, { level: constants.Z_BEST_SPEED });
    const headers = {
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
      'idempotency-key': randomUUID(),
    };
    const policy = retryPolicy();
    policy.onRetry(({ attempt, ...failure }) => {
      totals.retries += 1;
      if (attempt === 1) note?.('error' in failure ? (describeError(failure.error)[0] ?? '') : 'no answer');
    });
    const path = `/v1/streams/${stream}/events`;
    const answer = await policy.execute(
      async () => readJson(await api.request('POST', path, { body, headers })),
      signal,
    );
    const { delivered, deadLettered } = Answer.parse(answer);
    totals.sent += count;
    totals.delivered += delivered;
    totals.deadLettered += deadLettered;
  };
  return { send, totals };
}

function retryPolicy() {
  const startedAt = Date.now();
  const policy = handleWhen((error) => Date.now() - startedAt < patienceFor(error));
  return retry(policy, {
    maxAttempts: Number.MAX_SAFE_INTEGER,
    backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 3000 }),
  });
}

/** For how long an error may go away by itself. */
function patienceFor(error: unknown): number {
  if (error instanceof ConnectionError) return PATIENCE_MS;
  if (!(error instanceof ApiError)) return 0;
  const { code, status } = error.problem;
  if (code === 'request.in-progress') return PATIENCE_WITH_HELD_KEY_MS;
  return status >= 500 || status === 429 ? PATIENCE_MS : 0;
}
