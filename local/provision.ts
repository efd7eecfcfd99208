// What CDK makes on AWS and the API expects to find: the table, the bucket, the jar in it.
import { createReadStream, statSync } from 'node:fs';
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { bucket, credentials, flinkJarKey, region, table, urlOf } from './environment.ts';
import { sha256Of } from './jar-list.ts';
import type { Ports } from './ports.ts';

/** Creates the table unless it exists. @param name for tests that want one of their own */
export async function provisionTable(ports: Ports, name: string = table): Promise<void> {
  const client = new DynamoDBClient({ region, credentials, endpoint: urlOf(ports.dynamodb) });
  try {
    await createTable(client, name);
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: name });
    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
}

/** Creates the bucket unless it exists, and uploads the job's jar unless the one there is the same. */
export async function provisionBucket(ports: Ports, jar: string): Promise<void> {
  const client = new S3Client({ region, credentials, endpoint: urlOf(ports.s3), forcePathStyle: true });
  try {
    await createBucket(client);
    await uploadJar(client, jar);
  } finally {
    client.destroy();
  }
}

async function createBucket(client: S3Client): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}

async function uploadJar(client: S3Client, jar: string): Promise<void> {
  const sha256 = await sha256Of(jar);
  const object = { Bucket: bucket, Key: flinkJarKey };
  if ((await uploadedSha256(client, object)) === sha256) return;
  const body = { Body: createReadStream(jar), ContentLength: statSync(jar).size, Metadata: { sha256 } };
  await client.send(new PutObjectCommand({ ...object, ...body }));
}

async function uploadedSha256(client: S3Client, object: { Bucket: string; Key: string }): Promise<string | undefined> {
  try {
    return (await client.send(new HeadObjectCommand(object))).Metadata?.['sha256'];
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
