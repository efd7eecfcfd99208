// Bundles a function as it is deployed and runs it once in a fresh process, with this home's environment and nothing else.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { bundle } from '#infra/bundle.ts';
import type { FunctionName } from '#infra/bundle.ts';
import restApi from './events/rest-api.json' with { type: 'json' };

const RUNTIME = path.join(import.meta.dirname, 'lambda-runtime.ts');
const LONGEST_MS = 110_000;

const Answer = z.object({
  statusCode: z.number().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  error: z.object({ name: z.string(), message: z.string(), stack: z.string() }).optional(),
  chunks: z.array(z.object({ text: z.string(), afterMs: z.number() })),
  loadedAfterMs: z.number().optional(),
  tookMs: z.number(),
});
export type LambdaAnswer = z.infer<typeof Answer> & { body: string; logs: string };

export interface Invocation {
  environment?: Record<string, string>;
  timeoutMs?: number;
}

export type TestLambda = Awaited<ReturnType<typeof bundleLambda>>;

const bundled = new Map<FunctionName, Promise<TestLambda>>();

/** The function of a bundle, which is made once for each test file. */
export function openLambda(name: FunctionName): Promise<TestLambda> {
  const made = bundled.get(name) ?? bundleLambda(name);
  bundled.set(name, made);
  return made;
}

async function bundleLambda(name: FunctionName) {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-lambda-'));
  const bytes = await bundle(name, folder);
  return {
    bytes,
    invoke: (event: object, invocation: Invocation = {}): Promise<LambdaAnswer> =>
      run(path.join(folder, name, 'index.mjs'), path.join(folder, 'answer.json'), event, invocation),
  };
}

/** The event of a request to a REST API, with what is said of it in place of the fixture's. */
export function restApiEvent(request: {
  method: string;
  path: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  body?: Uint8Array;
}): object {
  const { method, path: requestPath, headers = {}, query = {}, body } = request;
  const many = (one: Record<string, string>) =>
    Object.fromEntries(Object.entries(one).map(([name, value]) => [name, [value]]));
  return {
    ...restApi,
    path: requestPath,
    httpMethod: method,
    headers: { ...restApi.headers, ...headers },
    multiValueHeaders: { ...restApi.multiValueHeaders, ...many(headers) },
    queryStringParameters: query,
    multiValueQueryStringParameters: many(query),
    body: body === undefined ? null : Buffer.from(body).toString('base64'),
    isBase64Encoded: body !== undefined,
  };
}

async function run(
  bundleFile: string,
  answerFile: string,
  event: object,
  { environment = {}, timeoutMs = 30_000 }: Invocation,
): Promise<LambdaAnswer> {
  const own = Object.entries(process.env).filter(([name]) => /^(MILLRACE|AWS)_/.test(name));
  const child = spawn(process.execPath, [RUNTIME, bundleFile, answerFile, String(timeoutMs)], {
    env: { ...Object.fromEntries(own), ...LAMBDA, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  });
  child.stdin.end(JSON.stringify(event));
  const [logs, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const answer = Answer.parse(JSON.parse(readFileSync(answerFile, 'utf8')));
  return { ...answer, body: answer.chunks.map((chunk) => chunk.text).join(''), logs: logs + errors };
}

/** What Lambda sets beside the function's own environment. */
const LAMBDA = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'test',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  TZ: ':UTC',
};
