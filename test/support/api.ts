// The API in this process on the running engines; every answer is checked against the OpenAPI description.
import { randomBytes } from 'node:crypto';
import { createToken } from '#functions/access/acts/create-token.ts';
import { createApi } from '#functions/api.ts';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import type { TokenRequest } from '#schemas/token.ts';
import { openApiValidator } from './openapi.ts';

export type TestApi = Awaited<ReturnType<typeof startApi>>;

export interface TestAnswer {
  status: number;
  headers: Headers;
  /** The parsed JSON, or the text when it is something else. */
  body: unknown;
}

/** A name that no other test uses. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`;

/** @param changes of the context that its requests work with */
export async function startApi(changes: Partial<Context> = {}) {
  const context = { ...createContext(readSettings(process.env)), ...changes };
  const api = createApi(context);
  const validate = await openApiValidator(api);
  const tokenFor = async (request: Partial<TokenRequest> & Pick<TokenRequest, 'role'>) =>
    (await createToken(context, { name: uniqueName('test'), rowFilters: [], ...request })).token;
  const adminToken = await tokenFor({ role: 'admin' });

  /** The raw answer, for streams; a `body` that is not a string or bytes is sent as JSON. */
  const fetchRaw = (method: string, path: string, options: RequestOptions = {}): Promise<Response> => {
    const headers = new Headers({ authorization: `Bearer ${options.token ?? adminToken}`, ...options.headers });
    const { body } = options;
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    if (!raw) headers.set('content-type', 'application/json');
    const sent = raw ? (body ?? null) : JSON.stringify(body);
    return Promise.resolve(api.request(path, { method, headers, body: sent, signal: options.signal ?? null }));
  };
  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<TestAnswer> => {
    const response = await fetchRaw(method, path, options);
    const text = await response.text();
    const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const body: unknown = mediaType.endsWith('json') && !mediaType.endsWith('ndjson') ? JSON.parse(text) : text;
    validate({ method, path, status: response.status, contentType: response.headers.get('content-type'), body });
    return { status: response.status, headers: response.headers, body };
  };
  return { api, context, request, fetchRaw, tokenFor, close: () => context.close() };
}

export interface RequestOptions {
  body?: string | Uint8Array<ArrayBuffer> | object;
  headers?: Record<string, string>;
  token?: string;
  signal?: AbortSignal;
}
