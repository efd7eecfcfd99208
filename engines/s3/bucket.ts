// The platform's bucket: small texts by key (compiled plans), and files that are written while they are made (exports).
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';
import { EngineError } from '../engine-error.ts';

const TIMEOUT_MS = 10_000;
const PART_BYTES = 8 * 1024 * 1024;

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
    /** A file that is not there before its last byte has come, nor if the stream breaks off. Holds 16 MB of it at most. */
    upload: (key: string, body: Readable, contentType: string): Promise<void> =>
      call(async () => {
        const params = { Bucket: name, Key: key, Body: body, ContentType: contentType };
        await new Upload({ client, params, queueSize: 2, partSize: PART_BYTES }).done();
      }),
    /** A link that lets whoever has it read the object. @param fileName what a browser saves it as */
    presign: (key: string, { seconds, fileName }: { seconds: number; fileName: string }): Promise<string> => {
      const ResponseContentDisposition = `attachment; filename="${fileName}"`;
      const command = new GetObjectCommand({ Bucket: name, Key: key, ResponseContentDisposition });
      return call(() => getSignedUrl(client, command, { expiresIn: seconds }));
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
