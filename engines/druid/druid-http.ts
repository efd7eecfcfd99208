// HTTP to one Druid service over kept connections; every failure is an EngineError.
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import * as z from 'zod';
import { EngineError, toEngineError } from '../engine-error.ts';
import type { DruidConnection } from './druid-connection.ts';
import { druidError } from './druid-error.ts';

const TIMEOUT_MS = 10_000;

export interface DruidRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
  /** Ends the call, the body included; by default after 10 s. */
  signal?: AbortSignal;
}

export type DruidHttp = ReturnType<typeof druidHttp>;

export function druidHttp({ baseUrl, connection }: { baseUrl: string; connection: DruidConnection }) {
  const open = async ({ method, path, body, signal }: DruidRequest): Promise<Dispatcher.ResponseData> => {
    const { dispatcher, headers } = await connection.session();
    const answer = await request(new URL(path, baseUrl), {
      method,
      dispatcher,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    if (answer.statusCode < 300) return answer;
    if (answer.statusCode === 401) connection.refused();
    throw druidError(answer.statusCode, await answer.body.text());
  };
  return {
    /** The body as it arrives; read it to its end or destroy it. */
    stream: (druidRequest: DruidRequest) => guarded(async () => (await open(druidRequest)).body),
    /** The parsed body. */
    json: <Schema extends z.ZodType>(schema: Schema, druidRequest: DruidRequest): Promise<z.output<Schema>> =>
      guarded(async () => {
        const parsed = schema.safeParse(await (await open(druidRequest)).body.json());
        if (parsed.success) return parsed.data;
        throw new EngineError('druid', 'failed', `druid gave an unknown answer: ${z.prettifyError(parsed.error)}`);
      }),
    /** Whatever the answer is, as long as it is a 2xx. */
    send: (druidRequest: DruidRequest): Promise<void> => guarded(async () => (await open(druidRequest)).body.dump()),
  };
}

/** Undefined where Druid says 404. */
export async function ifFound<Answer>(call: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

async function guarded<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw toEngineError('druid', error);
  }
}
