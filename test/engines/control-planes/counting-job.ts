// Builds the test's Flink job with the JDK that Millrace needs anyway, and puts it where applications find their code.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openHome } from '#local/home.ts';

const run = promisify(execFile);
const SOURCE = path.join(import.meta.dirname, 'CountingJob.java');
export const bucket = 'control-planes';
export const jarKey = 'counting-job.jar';

/** Compiles CountingJob and uploads it to S3. */
export async function uploadCountingJob(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counting-job-'));
  const jar = path.join(folder, 'job.jar');
  try {
    await run('javac', ['-cp', path.join(openHome(process.env).jars('flink'), '*'), '-d', folder, SOURCE]);
    await run('jar', ['cfe', jar, 'CountingJob', '-C', folder, 'CountingJob.class']);
    await upload(await readFile(jar));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function upload(jar: Uint8Array): Promise<void> {
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket })).catch(() => undefined);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: jarKey, Body: jar }));
  s3.destroy();
}
