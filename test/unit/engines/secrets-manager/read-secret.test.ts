import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSecret } from '#engines/secrets-manager/read-secret.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:druid-AbCdEf';
const schema = z.object({ username: z.string() });

let server: Server;
let requests: { message: IncomingMessage; body: string }[] = [];
let answer = { status: 200, body: '' };

async function take(message: IncomingMessage, response: ServerResponse): Promise<void> {
  requests.push({ message, body: await text(message) });
  response.statusCode = answer.status;
  response.end(answer.body);
}

beforeAll(async () => {
  server = createServer((message, response) => {
    void take(message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

afterEach(() => {
  requests = [];
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

const secretOf = (value: string) => JSON.stringify({ ARN: arn, SecretString: value });

describe('a secret', () => {
  it('is asked for once, however many ask at a time', async () => {
    answer = { status: 200, body: secretOf('{"username":"millrace"}') };
    const secret = openSecret({ arn, schema });

    expect(await Promise.all([secret.read(), secret.read()])).toEqual([
      { username: 'millrace' },
      { username: 'millrace' },
    ]);

    expect(requests).toHaveLength(1);
    expect(requests[0]?.body).toBe(JSON.stringify({ SecretId: arn }));
    expect(requests[0]?.message.headers).toMatchObject({ 'x-amz-target': 'secretsmanager.GetSecretValue' });
  });

  it('is read again after it was forgotten', async () => {
    answer = { status: 200, body: secretOf('{"username":"before"}') };
    const secret = openSecret({ arn, schema });
    await secret.read();
    answer = { status: 200, body: secretOf('{"username":"after"}') };
    expect(await secret.read()).toEqual({ username: 'before' });
    secret.forget();
    expect(await secret.read()).toEqual({ username: 'after' });
  });

  it('that was not there is looked for again by the next read', async () => {
    answer = { status: 400, body: '{"__type":"ResourceNotFoundException","Message":"no such secret"}' };
    const secret = openSecret({ arn, schema });
    await expect(secret.read()).rejects.toMatchObject({ engine: 'secrets-manager', kind: 'not-found' });
    answer = { status: 200, body: secretOf('{"username":"millrace"}') };
    expect(await secret.read()).toEqual({ username: 'millrace' });
  });

  it('of another form is refused without a word of what it holds', async () => {
    answer = { status: 200, body: secretOf('{"username":7,"password":"hunter2"}') };
    const message = await openSecret({ arn, schema })
      .read()
      .catch((error: unknown) => String(error));
    expect(message).toMatch(/does not have the form/);
    expect(message).not.toMatch(/hunter2/);
  });
});
