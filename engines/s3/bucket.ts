// The platform's bucket: small texts by key (compiled plans).
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';
import { EngineError } from '../engine-error.ts';

const TIMEOUT_MS = 10_000;

export type Bucket = ReturnType<typeof openBucket>;

/** Connects at the first call; path-style, which S3Proxy needs and S3 takes. Calls throw EngineError s3. */
export function openBucket({ name }: { name: string }) {
  const client = new S3Client({ ...awsClientOptions(TIMEOUT_MS), forcePathStyle: true });
  return {
    urlOf: (key: string): string => `s3://${name}/${key}`,
    put: async (key: string, text: string): Promise<void> => {
      const input = { Bucket: name, Key: key, Body: text, ContentType: 'application/json' };
      await call(() => client.send(new PutObjectCommand(input)));
    },
    /** Undefined if there is no such object. */
    get: async (key: string): Promise<string | undefined> => {
      try {
        return await call(async () => {
          const answer = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
          return answer.Body?.transformToString('utf8');
        });
      } catch (error) {
        if (error instanceof EngineError && error.kind === 'not-found') return undefined;
        throw error;
      }
    },
    /** Deletes every object whose key starts with `prefix`. */
    removeAll: async (prefix: string): Promise<void> => {
      for (const key of await call(() => listKeys(client, name, prefix))) {
        await call(() => client.send(new DeleteObjectCommand({ Bucket: name, Key: key })));
      }
    },
    check: async (): Promise<void> => {
      await call(() => client.send(new HeadBucketCommand({ Bucket: name })));
    },
    close: (): void => client.destroy(),
  };
}

const call = <Answer>(run: () => Promise<Answer>) => callAws('s3', run);

async function listKeys(client: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
  }
  return keys;
}
