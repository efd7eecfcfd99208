import { describe, expect, it } from 'vitest';
import { checkFixedFields } from '#functions/streams/logic/check-fixed-fields.ts';
import { Stream } from '#schemas/stream.ts';

const stream = (changes: object = {}) =>
  Stream.parse({
    name: 'flights',
    owner: 'test',
    layer: 'ODS',
    schema: { fields: [{ name: 'id', type: 'string', nullable: false }], key: 'id' },
    partitions: 3,
    ...changes,
  });
const pointers = (before: object, after: object) =>
  checkFixedFields(stream(before), stream(after)).map(({ pointer }) => pointer);

describe('a changed stream', () => {
  it('may have another owner, retention, layer, tags and more partitions', () => {
    const changes = { owner: 'other', retention: 'P2D', layer: 'DWD', tags: ['x'], partitions: 4 };
    expect(pointers({}, changes)).toEqual([]);
  });

  it('keeps its name, cluster, and whether it is compacted', () => {
    expect(pointers({}, { name: 'other', cluster: 'second', compacted: true })).toEqual([
      '/name',
      '/cluster',
      '/compacted',
    ]);
  });

  it('cannot lose partitions, nor get more if it is compacted', () => {
    expect(pointers({}, { partitions: 2 })).toEqual(['/partitions']);
    expect(pointers({ compacted: true }, { compacted: true, partitions: 4 })).toEqual(['/partitions']);
  });
});
