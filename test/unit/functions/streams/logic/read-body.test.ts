import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBody } from '#functions/streams/logic/read-body.ts';

const read = (bytes: Buffer, contentType: string | undefined, contentEncoding?: string) =>
  readBody({ bytes, contentType, contentEncoding });
const codeOf = (code: string) => expect.objectContaining({ code });

describe('a body of events', () => {
  it('is an array or lines, by its content type', async () => {
    const json = await read(Buffer.from('[1,2]'), 'application/json; charset=utf-8');
    const lines = await read(Buffer.from('1\n2'), 'application/x-ndjson');

    expect(json).toEqual({ format: 'json', records: [Buffer.from('1'), Buffer.from('2')] });
    expect(lines).toEqual({ format: 'ndjson', records: [Buffer.from('1'), Buffer.from('2')] });
  });

  it('is unpacked when it is gzip', async () => {
    const { records } = await read(gzipSync('1\n2'), 'application/x-ndjson', 'GZIP');
    expect(records).toHaveLength(2);
  });

  it.each([
    ['another content type', '{}', 'text/csv', undefined, 'request.unsupported-media-type'],
    ['no content type', '{}', undefined, undefined, 'request.unsupported-media-type'],
    ['another encoding', '{}', 'application/json', 'br', 'request.unsupported-media-type'],
    ['no gzip where it says so', '{}', 'application/json', 'gzip', 'request.invalid'],
    ['an array without an end', '[1', 'application/json', undefined, 'request.not-json'],
    ['a record of more than 1 MB', `"${'x'.repeat(1e6)}"`, 'application/json', undefined, 'request.too-large'],
    ['more than 100,000 records', '1\n'.repeat(100_001), 'application/x-ndjson', undefined, 'request.too-large'],
  ])('is refused for %s', async (_why, text, contentType, encoding, code) => {
    await expect(read(Buffer.from(text), contentType, encoding)).rejects.toEqual(codeOf(code));
  });

  it('is not unpacked beyond 64 MiB', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1));
    await expect(read(bomb, 'application/x-ndjson', 'gzip')).rejects.toEqual(codeOf('request.too-large'));
  });
});
