// The HTTP answer to a query: JSON when it is complete, or lines of JSON while it arrives.
import type { Context } from '#functions/platform/context.ts';
import { PlatformError, toPlatformError } from '#functions/platform/errors.ts';
import { writeJson } from './logic/write-json.ts';
import type { Answer } from './logic/write-json.ts';
import { writeNdjson } from './logic/write-ndjson.ts';

const LARGEST_JSON_ROWS = 100_000;
/** Typed as any string: only then may a route of it answer with bytes that were written elsewhere. */
export const NDJSON: string = 'application/x-ndjson';

export interface QueryRequest {
  /** The Accept header. */
  accept: string | undefined;
  limit: number;
  requestId: string;
}

/** @param open called once the request is known to be answerable */
export async function answerQuery(
  context: Context,
  { accept, limit, requestId }: QueryRequest,
  open: () => Promise<Answer>,
): Promise<Response> {
  if (accept?.includes(NDJSON) === true) return answerLines(context, await open(), requestId);
  if (limit > LARGEST_JSON_ROWS) {
    const reason = `must be at most ${LARGEST_JSON_ROWS}; send "Accept: ${NDJSON}" for more`;
    throw new PlatformError('request.invalid', `/limit ${reason}`, { errors: [{ pointer: '/limit', reason }] });
  }
  return new Response(await writeJson(await open()), { headers: { 'content-type': 'application/json' } });
}

function answerLines(context: Context, answer: Answer, requestId: string): Response {
  const errorLine = (error: unknown): object => {
    const { code, message } = toPlatformError(error);
    context.log.error('query.broken-off', error, { requestId, queryId: answer.queryId, code });
    return { code, detail: message, requestId };
  };
  const lines = ReadableStream.from<Uint8Array>(writeNdjson(answer, errorLine));
  return new Response(lines, { headers: { 'content-type': NDJSON } });
}
