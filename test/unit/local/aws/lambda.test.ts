import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { answerError } from '#local/aws/answer-error.ts';
import { lambda } from '#local/aws/lambda.ts';
import { readPorts } from '#local/ports.ts';

const started: { close(): void }[] = [];
afterEach(() => {
  for (const server of started.splice(0)) server.close();
});

/** A function that answers every invocation like this. */
async function aFunction(answer: (respond: (status: number, body: string) => void) => void): Promise<number> {
  const server = createServer((_request, response) => answer((status, body) => response.writeHead(status).end(body)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.push({ close: () => void (server.closeAllConnections(), server.close()) });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function invoke(planner: number, { name = 'millrace-planner', headers = {}, body = '{}' } = {}) {
  const application = lambda({ ...readPorts({}), planner }, { timeoutMs: 200 }).onError((error) => answerError(error));
  const response = await application.request(`/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers,
    body,
  });
  const functionError = response.headers.get('x-amz-function-error');
  return { status: response.status, functionError, text: await response.text() };
}

describe('an invocation', () => {
  it('answers what the function answers', async () => {
    const port = await aFunction((respond) => respond(200, '{"ok":true}'));

    expect(await invoke(port)).toEqual({ status: 200, functionError: null, text: '{"ok":true}' });
  });

  it('answers what the function throws with 200 and X-Amz-Function-Error', async () => {
    const thrown = '{"errorMessage":"no","errorType":"java.lang.Error"}';
    const port = await aFunction((respond) => respond(500, thrown));

    expect(await invoke(port)).toEqual({ status: 200, functionError: 'Unhandled', text: thrown });
  });

  it('that takes too long is a function error that says so', async () => {
    const port = await aFunction(() => undefined);

    const { status, functionError, text } = await invoke(port);

    expect({ status, functionError }).toEqual({ status: 200, functionError: 'Unhandled' });
    expect(JSON.parse(text)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 0.20 seconds',
    });
  });

  it('of a function that does not run is an error of the service, to be tried again', async () => {
    expect(await invoke(1)).toMatchObject({ status: 503, text: expect.stringContaining('ServiceException') });
  });

  it('with a payload that is no JSON never reaches the function', async () => {
    expect(await invoke(1, { body: '{' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('InvalidRequestContentException'),
    });
  });

  it('of an unknown function or kind is refused', async () => {
    expect(await invoke(1, { name: 'nobody' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('ResourceNotFoundException'),
    });
    expect(await invoke(1, { headers: { 'x-amz-invocation-type': 'Event' } })).toMatchObject({
      status: 400,
      text: expect.stringContaining('InvalidParameterValueException'),
    });
  });
});
