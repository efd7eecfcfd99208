import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { answerError } from '#local/aws/answer-error.ts';
import { AwsError } from '#local/aws/aws-error.ts';
import { answerJson, jsonOperation } from '#local/aws/json-service.ts';

const service = {
  target: 'Test_20260101',
  invalidInput: 'InvalidArgumentException',
  operations: {
    Double: jsonOperation(z.strictObject({ Value: z.int() }), ({ Value }) => ({ Doubled: 2 * Value })),
    Refuse: jsonOperation(z.strictObject({}), () => {
      throw new AwsError('ResourceInUseException', 'busy');
    }),
    Break: jsonOperation(z.strictObject({}), () => {
      throw new TypeError('a bug');
    }),
  },
};
const application = new Hono()
  .post('/', (context) => answerJson(context, [service]))
  .onError((error) => answerError(error));

async function send(operation: string, body: string) {
  const response = await application.request('/', {
    method: 'POST',
    headers: { 'x-amz-target': operation, 'content-type': 'application/x-amz-json-1.1' },
    body,
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

describe('the AWS JSON protocol', () => {
  it('answers an operation in the content type of its request', async () => {
    expect(await send('Test_20260101.Double', '{"Value":21}')).toEqual({
      status: 200,
      type: 'application/x-amz-json-1.1',
      body: { Doubled: 42 },
    });
  });

  it.each([
    ['Test_20260101.Triple', '{}', 400, 'UnknownOperationException'],
    ['Other_20260101.Double', '{}', 400, 'UnknownOperationException'],
    ['Test_20260101.Double', '{', 400, 'SerializationException'],
    ['Test_20260101.Double', '{"Value":"x"}', 400, 'InvalidArgumentException'],
    ['Test_20260101.Refuse', '{}', 400, 'ResourceInUseException'],
    ['Test_20260101.Break', '{}', 500, 'InternalFailure'],
  ])('answers %s with %s by %i %s', async (operation, body, status, type) => {
    expect(await send(operation, body)).toMatchObject({ status, body: { __type: type } });
  });

  it('names each field that is wrong or unknown', async () => {
    const { body } = await send('Test_20260101.Double', '{"Value":"x","Extra":1}');

    expect(body).toMatchObject({ message: expect.stringMatching(/^2 validation errors: Value: .*; Extra: /) });
  });
});
