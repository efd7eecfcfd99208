import { describe, expect, it } from 'vitest';
import { compileRecordCheck } from '#functions/streams/logic/compile-record-check.ts';
import { judgeRecord } from '#functions/streams/logic/judge-record.ts';

const check = compileRecordCheck({
  fields: [
    { name: 'id', type: 'long', nullable: true },
    { name: 'text', type: 'string', nullable: true },
  ],
});
const judge = (record: string | Buffer, key?: string) => judgeRecord(Buffer.from(record), check, key);

describe('a record', () => {
  it('has the text of its key field as its key', () => {
    expect(judge('{"id":42}', 'id')).toEqual({ key: Buffer.from('42') });
    expect(judge('{"text":"Zürich"}', 'text')).toEqual({ key: Buffer.from('Zürich') });
  });

  it('has no key when the stream has none or the field is null or absent', () => {
    expect(judge('{"id":42}')).toEqual({ key: undefined });
    expect(judge('{"id":null}', 'id')).toEqual({ key: undefined });
    expect(judge('{}', 'id')).toEqual({ key: undefined });
  });

  it('is bad when it is not JSON, not UTF-8 or does not fit', () => {
    expect(judge('{"id":')).toMatchObject({ reason: expect.stringMatching(/^it is not JSON: /), isJson: false });
    expect(judge(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ reason: 'it is not UTF-8', isJson: false });
    expect(judge('{"id":"x"}')).toMatchObject({ reason: expect.stringMatching(/^field 'id' must be/), isJson: true });
  });

  it('is bad when it would lose digits', () => {
    expect(judge('{"id":9007199254740993}')).toMatchObject({ isJson: true });
  });

  it('is bad when it is too large together with its key', () => {
    const text = 'x'.repeat(600_000);
    expect(judge(JSON.stringify({ text }), 'text')).toMatchObject({ reason: expect.stringContaining('1000000 bytes') });
  });
});
