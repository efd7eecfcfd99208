// The functions that no request calls, as the bundles that are deployed: each in a fresh process, with an event of its trigger.
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { probeFreshness } from '#functions/canary/acts/probe-freshness.ts';
import { startAnswerServer } from '#test/support/answer-server.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import customResource from '#test/support/events/custom-resource.json' with { type: 'json' };
import dynamodbStream from '#test/support/events/dynamodb-stream.json' with { type: 'json' };
import scheduler from '#test/support/events/scheduler.json' with { type: 'json' };
import { openLambda } from '#test/support/invoke-lambda.ts';
import { useOwnTable } from '#test/support/own-table.ts';
import { until } from './control-planes/until.ts';

const Queued = z.object({ id: z.string() });
const Done = z.object({ url: z.url() });

/** Of a platform of its own: what it stops is nobody else's. */
const platform = uniqueName('platform');
let api: TestApi;
let removeTable: () => Promise<void>;

beforeAll(async () => {
  vi.stubEnv('MILLRACE_NAME', platform);
  // No other process follows its stream.
  removeTable = await useOwnTable();
  api = await startApi();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await api.close();
  await removeTable();
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

  it('fetch the keys of an issuer, where there is one', async () => {
    const issuer = await startAnswerServer('{}');
    const environment = { MILLRACE_OIDC_ISSUER: issuer.url, MILLRACE_OIDC_AUDIENCE: 'millrace' };
    const answer = await (await openLambda('refresh-issuer-keys')).invoke(scheduler, { environment });
    expect(issuer.received.map(({ path }) => path)).toEqual(['/.well-known/openid-configuration']);
    expect(answer.error?.message).toContain(issuer.url);
    issuer.close();
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

describe('functions that the table wakes', () => {
  beforeAll(() => probeFreshness(api.context, { withinMs: 60_000 }));

  it('make the export that was asked for', async () => {
    const query = { model: 'millrace-canary', measures: ['beats'], timeRange: { last: 'P1D' } };
    const queued = Queued.parse((await api.request('POST', '/v1/exports', { body: { query } })).body);
    const keys = { pk: { S: `export#${queued.id}` }, sk: { S: 'export' } };
    const [record] = dynamodbStream.Records;
    const event = { Records: [{ ...record, dynamodb: { ...record?.dynamodb, Keys: keys } }] };

    const answer = await (await openLambda('export')).invoke(event, { timeoutMs: 60_000 });

    expect(answer).not.toHaveProperty('error');
    const made = await api.request('GET', `/v1/exports/${queued.id}`);
    expect(made.body).toMatchObject({ status: 'done', rows: 1 });
    const file = await fetch(Done.parse(made.body).url, { signal: AbortSignal.timeout(10_000) });
    expect(gunzipSync(await file.bytes()).toString()).toContain('"beats"');
  });

  it('take the notices of a stream', async () => {
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
