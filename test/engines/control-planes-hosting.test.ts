// What applications are told on AWS of where they run: kept, answered and refused by this machine as by the service.
import { DescribeApplicationCommand, KinesisAnalyticsV2Client } from '@aws-sdk/client-kinesis-analytics-v2';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Hosting } from '#engines/flink/application.ts';
import { openApplications } from '#engines/flink/applications.ts';
import { openFlink } from '#engines/flink/flink.ts';
import { bucket, flinkJarKey, flinkLogGroup } from '#local/environment.ts';
import { startApi, uniqueName } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';

const hosting: Hosting = {
  code: { bucket, jarKey: flinkJarKey, partition: 'aws' },
  roleArn: 'arn:aws:iam::000000000000:role/hosting',
  logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${flinkLogGroup}`,
  network: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
  keyArn: 'arn:aws:kms:us-east-1:000000000000:key/0a1b2c3d',
};
const settings = { plan: `s3://${bucket}/pipelines/none/1.json`, parallelism: 1, checkpointIntervalMs: 10_000 };
const name = uniqueName('hosting');
const flink = openFlink(hosting);

beforeAll(() => flink.create(name, settings));

afterAll(async () => {
  const application = await flink.describe(name);
  if (application !== undefined) await flink.remove(name, application);
  flink.close();
});

describe('an application', () => {
  it('is described with its network, its key and its log stream', async () => {
    const client = new KinesisAnalyticsV2Client({});
    const { ApplicationDetail } = await client.send(new DescribeApplicationCommand({ ApplicationName: name }));
    client.destroy();
    expect(ApplicationDetail).toMatchObject({
      CloudWatchLoggingOptionDescriptions: [{ LogStreamARN: `${hosting.logGroupArn}:log-stream:${name}` }],
      ApplicationConfigurationDescription: {
        VpcConfigurationDescriptions: [{ SubnetIds: ['subnet-0a1b2c3d'], SecurityGroupIds: ['sg-0a1b2c3d'] }],
        ApplicationEncryptionConfigurationDescription: { KeyType: 'CUSTOMER_MANAGED_KEY', KeyId: hosting.keyArn },
      },
    });
  });

  it('logs to the stream that it was told', async () => {
    const client = new CloudWatchLogsClient({});
    const input = { logGroupName: flinkLogGroup, logStreamName: name, startFromHead: true };
    const { events = [] } = await client.send(new GetLogEventsCommand(input));
    client.destroy();
    expect(events.map(({ message }) => message)).toEqual([expect.stringContaining(`Application ${name} was created`)]);
  });

  it('has no error in its stream, as long as there is none', async () => {
    expect(await flink.newestError(name, new Date())).toBeNull();
  });

  it('is listed, with those of others', async () => {
    expect(await flink.list()).toContain(name);
  });

  it('is not made where its log stream is not', async () => {
    const applications = openApplications(hosting);
    await expect(applications.create(uniqueName('nowhere'), settings)).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('there is no log stream'),
    });
    applications.close();
  });

  it('is not made in what is no subnet', async () => {
    const applications = openFlink({ ...hosting, network: { subnetIds: ['here'], securityGroupIds: ['sg-0a1b2c3d'] } });
    await expect(applications.create(uniqueName('subnet'), settings)).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('VpcConfigurations'),
    });
    applications.close();
  });
});

describe('a pipeline that the account has no room for', () => {
  let api: TestApi;

  beforeAll(async () => {
    vi.stubEnv('MILLRACE_FLINK_MOST_KPUS', '1');
    api = await startApi();
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await api.close();
  });

  it('is refused before anything is promised', async () => {
    const pipeline = uniqueName('wide');
    const schema = { fields: [{ name: 'n', type: 'long' }] };
    const streams = [`${pipeline}-in`, `${pipeline}-out`];
    const nodes = [
      { kind: 'stream-source', name: 'source', stream: streams[0] },
      { kind: 'stream-sink', name: 'sink', input: 'source', stream: streams[1] },
    ];
    for (const stream of streams)
      await api.request('POST', '/v1/streams', {
        body: { name: stream, owner: 'test', layer: 'ODS', partitions: 1, schema },
      });
    await api.request('POST', '/v1/pipelines', { body: { name: pipeline, owner: 'test', nodes, parallelism: 2 } });

    const started = await api.request('POST', `/v1/pipelines/${pipeline}/start`, { body: {} });
    const after = await api.request('GET', `/v1/pipelines/${pipeline}/status`);

    expect(started).toMatchObject({
      status: 409,
      body: { code: 'pipeline.over-quota', detail: expect.stringContaining('2 KPUs') },
    });
    expect(after.body).toMatchObject({ desired: 'stopped', observed: null });
  });
});
