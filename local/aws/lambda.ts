// Lambda's Invoke (API 2015-03-31) for the functions of this machine: the planner, which is a JVM that takes the payload over
// HTTP. What a function throws is 200 with `X-Amz-Function-Error`, as on AWS; only the service's own errors are HTTP errors.
import { Hono } from 'hono';
import { type Ports } from '#local/ports.ts';
import { AwsError } from './aws-error.ts';

/** A synchronous invocation's limit (Lambda quotas). */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** The functions by name, each with the URL that runs it. */
export function lambda(ports: Ports, { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {}): Hono {
  const functions = new Map([['millrace-planner', `http://127.0.0.1:${ports.planner}/invoke`]]);
  return new Hono().post('/2015-03-31/functions/:name/invocations', async (context) => {
    const name = functionName(context.req.param('name'));
    const url = functions.get(name);
    if (url === undefined)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, { status: 404 });
    const type = context.req.header('x-amz-invocation-type') ?? 'RequestResponse';
    if (type === 'DryRun') return context.body(null, 204);
    if (type !== 'RequestResponse')
      throw new AwsError('InvalidParameterValueException', `InvocationType: ${type} is not available on this machine`);
    const payload = await context.req.text();
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES)
      throw new AwsError('RequestTooLargeException', `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes`, {
        status: 413,
      });
    requireJson(payload);
    return await invoke(url, payload, timeoutMs);
  });
}

function requireJson(payload: string): void {
  try {
    JSON.parse(payload || '{}');
  } catch (cause) {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json', { cause });
  }
}

async function invoke(url: string, payload: string, timeoutMs: number): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: payload || '{}',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = await response.text();
    if (response.ok) return answerOf(answer);
    return functionError(
      'Unhandled',
      answer || JSON.stringify({ errorType: 'Error', errorMessage: response.statusText }),
    );
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      const errorMessage = `Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`;
      return functionError('Unhandled', JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }));
    }
    throw new AwsError('ServiceException', 'The function is not running', { status: 503, cause });
  }
}

function answerOf(payload: string): Response {
  return new Response(payload, {
    headers: { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' },
  });
}

function functionError(kind: 'Unhandled', payload: string): Response {
  const response = answerOf(payload);
  response.headers.set('x-amz-function-error', kind);
  return response;
}

/** A function may be named by its name or its ARN. */
function functionName(nameOrArn: string): string {
  return nameOrArn.replace(/^arn:aws:lambda:[^:]*:\d*:function:/, '').replace(/:.*$/, '');
}

function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}
