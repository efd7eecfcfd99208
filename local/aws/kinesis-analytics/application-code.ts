// An application's jar: from S3 to Flink, once per content. The uploaded file carries the object's ETag in its name, so
// what Flink holds is the only memory of it.
import { GetObjectCommand, HeadObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { AwsError } from '../aws-error.ts';
import type { FlinkRest } from '../flink-rest.ts';
import type { ApplicationConfiguration } from './configuration.ts';

type Location = ApplicationConfiguration['ApplicationCodeConfiguration']['CodeContent']['S3ContentLocation'];

export type ApplicationCode = ReturnType<typeof applicationCode>;

/** Finds and uploads code. */
export function applicationCode({ s3, flink }: { s3: S3Client; flink: FlinkRest }) {
  const describe = async (location: Location) => {
    try {
      return await s3.send(new HeadObjectCommand(objectOf(location)));
    } catch (cause) {
      if (cause instanceof S3ServiceException) throw unreadable(location, cause);
      throw new AwsError('ServiceUnavailableException', 'S3 cannot be reached', { status: 503, cause });
    }
  };
  return {
    /** The object's size in bytes; throws InvalidArgumentException, as the service does, when it cannot be read. */
    async sizeOf(location: Location): Promise<number> {
      return (await describe(location)).ContentLength ?? 0;
    },
    /** The id of the jar at Flink, uploaded if this content is not there yet. */
    async jarId(location: Location): Promise<string> {
      const { ETag } = await describe(location);
      const name = `${(ETag ?? '').replaceAll(/[^a-zA-Z0-9]/g, '')}.jar`;
      const known = (await flink.jars()).find((jar) => jar.name === name);
      if (known !== undefined) return known.id;
      const { Body } = await s3.send(new GetObjectCommand(objectOf(location)));
      if (Body === undefined) throw unreadable(location, undefined);
      return await flink.uploadJar(name, new Uint8Array(await Body.transformToByteArray()));
    },
  };
}

function objectOf({ BucketARN, FileKey, ObjectVersion }: Location) {
  const Bucket = BucketARN.slice(BucketARN.lastIndexOf(':') + 1);
  return { Bucket, Key: FileKey, ...(ObjectVersion === undefined ? {} : { VersionId: ObjectVersion }) };
}

function unreadable({ BucketARN, FileKey }: Location, cause: unknown): AwsError {
  const message = `Please check the role provided or validity of S3 location you provided. We are unable to get the specified fileKey: ${FileKey} in the specified bucket: ${BucketARN}`;
  return new AwsError('InvalidArgumentException', message, { cause });
}
