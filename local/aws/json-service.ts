// AWS JSON 1.0 and 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html): every operation is POST /
// with `X-Amz-Target: <target>.<operation>`; an error is `{ __type, message }`.
import type { Context } from 'hono';
import type * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { parseInput } from './parse-input.ts';

export type JsonService = {
  /** What stands before the dot in `X-Amz-Target`. */
  target: string;
  /** The service's error name for input that does not parse. */
  invalidInput: string;
  operations: Record<string, JsonOperation>;
};

export type JsonOperation = { input: z.ZodType; run: (input: unknown) => Promise<object> };

/** One operation: `run` receives what `input` parsed. */
export function jsonOperation<Schema extends z.ZodType>(
  input: Schema,
  run: (input: z.infer<Schema>) => object | Promise<object>,
): JsonOperation {
  return { input, run: async (value) => run(input.parse(value)) };
}

/** Answers POST / by the service and operation that `X-Amz-Target` names. */
export async function answerJson(context: Context, services: JsonService[]): Promise<Response> {
  const [target, name] = (context.req.header('x-amz-target') ?? '').split('.');
  const service = services.find((each) => each.target === target);
  const operation = name === undefined ? undefined : service?.operations[name];
  if (service === undefined || operation === undefined)
    throw new AwsError('UnknownOperationException', `${target}.${name} is not an operation of this machine's AWS`);
  const input = parseInput(operation.input, await readJson(context), service.invalidInput);
  const answer = await operation.run(input);
  return context.body(JSON.stringify(answer), 200, {
    'content-type': context.req.header('content-type') ?? 'application/x-amz-json-1.1',
  });
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return JSON.parse(text || '{}');
  } catch (cause) {
    throw new AwsError('SerializationException', 'The body is not JSON', { cause });
  }
}
