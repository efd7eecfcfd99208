// The API over HTTP: one place that adds the token, and turns problem+json and a dead connection into errors.
import * as z from 'zod';
import { Problem } from '#schemas/problem.ts';
import type { Connection } from './connection.ts';

/** The API answered with an error. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** There was no answer at all. */
export class ConnectionError extends Error {
  /** Nobody listens there. */
  get isRefused(): boolean {
    return codeOf(this.cause) === 'ECONNREFUSED';
  }
}

export interface RequestOptions {
  /** Sent as JSON, but bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string | undefined>;
  /** Until the answer begins; a streamed body may go on for longer. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** An error status whose answer is no problem+json but the answer that was asked for. */
  acceptedStatus?: number;
}

export type ApiClient = ReturnType<typeof createApiClient>;

const Page = z.looseObject({ items: z.array(z.looseObject({})), nextCursor: z.string().nullable() });
export type Item = z.infer<typeof Page>['items'][number];
const PAGE_SIZE = '500';
const LooseProblem = z.looseObject(Problem.shape);

export function createApiClient({ url, token }: Connection) {
  /** @returns the answer if it is a 2xx or accepted; throws an ApiError or a ConnectionError */
  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<Response> => {
    const headers = new Headers(options.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const bytes = options.body instanceof Uint8Array ? Buffer.from(options.body) : undefined;
    if (bytes === undefined && options.body !== undefined) headers.set('content-type', 'application/json');
    const body = bytes ?? (options.body === undefined ? null : JSON.stringify(options.body));
    const response = await answerOf(addQuery(url + path, options.query), { method, headers, body }, options);
    if (response.ok || response.status === options.acceptedStatus) return response;
    throw new ApiError(await readProblem(response));
  };
  const get = async (path: string, query?: RequestOptions['query']): Promise<unknown> =>
    readJson(await request('GET', path, query === undefined ? {} : { query }));

  /** Every item of a list, page by page. */
  const list = async (path: string, query: Record<string, string> = {}): Promise<Item[]> => {
    const items: Item[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = Page.parse(await get(path, { ...query, limit: PAGE_SIZE, cursor }));
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    }
    return items;
  };
  return { url, request, get, list };
}

/** The text of an answer as it comes. Throws a ConnectionError when it breaks off. */
export async function* readText(response: Response): AsyncGenerator<string> {
  try {
    if (response.body !== null) yield* response.body.pipeThrough(new TextDecoderStream());
  } catch (error) {
    throw brokenOff(error);
  }
}

/** The JSON of an answer. Throws a ConnectionError when it breaks off. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw brokenOff(error);
  });
  return JSON.parse(text);
}

const brokenOff = (error: unknown) => new ConnectionError(`the answer broke off: ${causeOf(error)}`, { cause: error });

async function answerOf(url: URL, init: RequestInit, options: RequestOptions): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), options.timeoutMs ?? 60_000);
  const signals = options.signal === undefined ? [timeout.signal] : [timeout.signal, options.signal];
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any(signals) });
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    const reason = timeout.signal.aborted ? 'no answer in time' : causeOf(error);
    throw new ConnectionError(`cannot reach ${url.origin}: ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function addQuery(address: string, query: RequestOptions['query'] = {}): URL {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** fetch says only "fetch failed"; why stands in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error ? error.code : codeOf(error.cause);
}

/** The problem of an answer; one is made up for answers that are not ours (of a proxy, say). */
async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text();
  const { status } = response;
  try {
    return LooseProblem.parse(JSON.parse(text));
  } catch {
    const title = response.statusText || `HTTP ${status}`;
    return { type: 'about:blank', title, status, code: `http.${status}`, detail: text.slice(0, 500) };
  }
}
