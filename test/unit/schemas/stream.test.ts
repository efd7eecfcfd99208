import { describe, expect, it } from 'vitest';
import { Stream } from '#schemas/stream.ts';

const stream = {
  name: 'flights',
  owner: 'operations',
  layer: 'ODS',
  schema: {
    fields: [
      { name: 'time', type: 'timestamp', nullable: false },
      { name: 'origin', type: 'string', nullable: false },
      { name: 'delay', type: 'int' },
    ],
    eventTime: 'time',
    key: 'origin',
  },
};
const problemsOf = (changed: object) =>
  Stream.safeParse({ ...stream, ...changed }).error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);

describe('a stream', () => {
  it('is filled with defaults', () => {
    expect(Stream.parse(stream)).toMatchObject({
      cluster: 'main',
      partitions: 2,
      retention: 'P1D',
      compacted: false,
      tags: [],
    });
  });

  it('refuses an event time that is no timestamp', () => {
    expect(problemsOf({ schema: { ...stream.schema, eventTime: 'delay' } })).toEqual([
      'schema.eventTime: must name a field of type timestamp',
    ]);
  });

  it('refuses a key that is no field', () => {
    expect(problemsOf({ schema: { ...stream.schema, key: 'gate' } })).toEqual(['schema.key: must name a field']);
  });

  it('refuses two fields of one name', () => {
    const fields = [...stream.schema.fields, { name: 'delay', type: 'long' }];
    expect(problemsOf({ schema: { ...stream.schema, fields } })).toEqual([
      'schema.fields: two fields have the same name',
    ]);
  });

  it('refuses to be compacted without a key that is never null', () => {
    expect(problemsOf({ compacted: true, schema: { ...stream.schema, key: 'delay' } })).toEqual([
      'schema.key: a compacted stream needs a key that is not nullable',
    ]);
  });

  it('refuses unknown fields, upper-case names and reserved field names', () => {
    const fields = [{ name: '__time', type: 'timestamp' }];
    expect(problemsOf({ colour: 'red' })).toHaveLength(1);
    expect(problemsOf({ name: 'Flights' })).toHaveLength(1);
    expect(problemsOf({ schema: { fields } })).toHaveLength(1);
  });
});
