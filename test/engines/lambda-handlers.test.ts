// The functions that no request calls, as the bundles that are deployed: each in a fresh process, with an event of its trigger.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startAnswerServer } from '#test/support/answer-server.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import customResource from '#test/support/events/custom-resource.json' with { type: 'json' };
import dynamodbStream from '#test/support/events/dynamodb-stream.json' with { type: 'json' };
import scheduler from '#test/support/events/scheduler.json' with { type: 'json' };
import { openLambda } from '#test/support/invoke-lambda.ts';
import { until } from './control-planes/until.ts';

/** Of a platform of its own: what it stops is nobody else's. */
const platform = uniqueName('platform');
let api: TestApi;

beforeAll(async () => {
  vi.stubEnv('MILLRACE_NAME', platform);
  api = await startApi();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await api.close();
});

describe('functions on a schedule', () => {
  // The fixture's minute has passed: the function finds no tick that it could still make.
  it('judge the minute that their event names', async () => {
    const answer = await (await openLambda('evaluate')).invoke(scheduler);
    expect(answer).not.toHaveProperty('error');
  });

  it('deliver through the minute that their event names', async () => {
    const answer = await (await openLambda('deliver')).invoke(scheduler);
    expect(answer).not.toHaveProperty('error');
  });

  it('do not start with an event that is not a schedule', async () => {
    const answer = await (await openLambda('deliver')).invoke({ detail: {} });
    expect(answer.error?.name).toBe('ZodError');
  });

  it('send the canary through stream, Kafka and Druid, and tell how long it took', async () => {
    const answer = await (
      await openLambda('probe')
    ).invoke(scheduler, {
      environment: { POWERTOOLS_LOG_LEVEL: 'INFO', POWERTOOLS_METRICS_DISABLED: 'false' },
      timeoutMs: 60_000,
    });
    expect(answer.error).toBeUndefined();
    expect(answer.logs).toMatch(/"Namespace":"Millrace".*"Name":"CanaryFreshness"/);
  });
});

describe('the function that the table wakes', () => {
  it('takes the records of a stream', async () => {
    const answer = await (await openLambda('notify')).invoke(dynamodbStream);
    expect(answer).not.toHaveProperty('error');
  });
});

describe('steps of a deployment', () => {
  it('make the token of the secret known, and answer CloudFormation', async () => {
    const secret = 'Abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
    const secrets = await startAnswerServer(JSON.stringify({ SecretString: secret }));
    const cloudFormation = await startAnswerServer('');
    const event = { ...customResource, RequestType: 'Create', ResponseURL: `${cloudFormation.url}/answer` };
    const environment = {
      MILLRACE_ADMIN_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:admin',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    };

    const answer = await (await openLambda('register-admin')).invoke(event, { environment, timeoutMs: 60_000 });

    expect(answer.error).toBeUndefined();
    expect(cloudFormation.received).toEqual([
      { method: 'PUT', path: '/answer', body: expect.stringContaining('"Status":"SUCCESS"') },
    ]);
    expect(await api.request('GET', '/v1/tokens', { token: `mr_${secret}` })).toMatchObject({ status: 200 });
    secrets.close();
    cloudFormation.close();
  });

  it('tell CloudFormation why they failed', async () => {
    const cloudFormation = await startAnswerServer('');
    const event = { ...customResource, RequestType: 'Create', ResponseURL: `${cloudFormation.url}/answer` };
    const environment = {
      MILLRACE_ADMIN_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:admin',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9',
    };
    await (await openLambda('register-admin')).invoke(event, { environment, timeoutMs: 60_000 });
    expect(JSON.parse(cloudFormation.received[0]?.body ?? '')).toMatchObject({
      Status: 'FAILED',
      Reason: 'secrets-manager cannot be reached (ECONNREFUSED)',
    });
    cloudFormation.close();
  });

  it('stop what runs with a snapshot, and nothing of another platform', async () => {
    const name = uniqueName('left');
    await startPipeline(name);
    const cloudFormation = await startAnswerServer('');
    const event = { ...customResource, ResponseURL: `${cloudFormation.url}/answer` };
    const stop = await openLambda('stop-applications');
    const another = { MILLRACE_FLINK_ROLE_ARN: 'arn:aws:iam::000000000000:role/another' };

    await stop.invoke(event, { environment: another, timeoutMs: 60_000 });
    const afterAnother = await api.context.flink.describe(`${platform}-${name}`);
    await stop.invoke(event, { timeoutMs: 100_000 });

    expect(afterAnother?.status).toBe('RUNNING');
    expect(await api.context.flink.describe(`${platform}-${name}`)).toMatchObject({ status: 'READY' });
    expect(await api.context.flink.newestSnapshot(`${platform}-${name}`)).toBeDefined();
    expect(cloudFormation.received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { Status: 'SUCCESS' },
      { Status: 'SUCCESS' },
    ]);
    cloudFormation.close();
  });
});

async function startPipeline(name: string): Promise<void> {
  const schema = { fields: [{ name: 'n', type: 'long' }] };
  for (const stream of [`${name}-in`, `${name}-out`]) {
    const body = { name: stream, owner: 'test', layer: 'ODS', partitions: 1, schema };
    expect(await api.request('POST', '/v1/streams', { body })).toMatchObject({ status: 201 });
  }
  const nodes = [
    { kind: 'stream-source', name: 'source', stream: `${name}-in` },
    { kind: 'stream-sink', name: 'sink', input: 'source', stream: `${name}-out` },
  ];
  expect(await api.request('POST', '/v1/pipelines', { body: { name, owner: 'test', nodes } })).toMatchObject({
    status: 201,
  });
  expect(await api.request('POST', `/v1/pipelines/${name}/start`, { body: {} })).toMatchObject({ status: 202 });
  await until(
    () => api.context.flink.describe(`${platform}-${name}`),
    (application) => application?.status === 'RUNNING',
  );
}
