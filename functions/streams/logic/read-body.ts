// A request's bytes as records: unpacked, within bounds, cut.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PlatformError } from '#functions/platform/errors.ts';
import { splitJson, splitLines } from './split-records.ts';

const LARGEST_BODY_BYTES = 64 * 1024 * 1024;
export const LARGEST_RECORD_BYTES = 1_000_000;
export const MOST_RECORDS = 100_000;

export interface EventsBody {
  bytes: Buffer;
  contentType: string | undefined;
  contentEncoding: string | undefined;
}

export type BodyFormat = 'json' | 'ndjson';

export interface BodyRecords {
  format: BodyFormat;
  records: Buffer[];
}

/** @throws PlatformError request.too-large, request.unsupported-media-type, request.not-json, request.invalid */
export async function readBody({ bytes, contentType, contentEncoding }: EventsBody): Promise<BodyRecords> {
  const format = formatOf(contentType);
  const body = await unpack(bytes, contentEncoding);
  const records = format === 'ndjson' ? splitLines(body) : splitJson(body);
  if (records === undefined) throw new PlatformError('request.not-json', 'the body is no JSON array or object');
  if (records.length > MOST_RECORDS) {
    throw new PlatformError('request.too-large', `it has ${records.length} records; send at most ${MOST_RECORDS}`);
  }
  const large = records.findIndex((record) => record.length > LARGEST_RECORD_BYTES);
  if (large !== -1) {
    throw new PlatformError('request.too-large', `record ${large} is larger than ${LARGEST_RECORD_BYTES} bytes`);
  }
  return { format, records };
}

function formatOf(contentType: string | undefined): BodyFormat {
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/json') return 'json';
  if (mediaType === 'application/x-ndjson') return 'ndjson';
  throw new PlatformError('request.unsupported-media-type', 'send application/json or application/x-ndjson');
}

async function unpack(bytes: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip') {
    throw new PlatformError('request.unsupported-media-type', `the content encoding "${encoding}" is not gzip`);
  }
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_BODY_BYTES });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new PlatformError('request.too-large', 'unpacked it has more than 64 MiB', { cause: error });
    }
    throw new PlatformError('request.invalid', 'the body is not gzip', { cause: error });
  }
}
