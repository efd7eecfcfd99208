import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSchemaChange } from '#functions/streams/logic/check-schema-change.ts';
import { compileRecordCheck } from '#functions/streams/logic/compile-record-check.ts';
import type { Field, FieldType, StreamSchema } from '#schemas/stream.ts';
import { anySchema, recordOf } from './record-arbitraries.ts';

const field = (name: string, type: FieldType, nullable = true): Field => ({ name, type, nullable });
const before: StreamSchema = {
  fields: [field('id', 'string', false), field('count', 'int'), field('at', 'timestamp')],
  eventTime: 'at',
  key: 'id',
};
const withFields = (...fields: Field[]): StreamSchema => ({ ...before, fields });
const [ID, COUNT, AT] = [field('id', 'string', false), field('count', 'int'), field('at', 'timestamp')];

describe('a change of a schema', () => {
  it.each<[string, StreamSchema]>([
    ['nothing', before],
    ['another order', withFields(AT, ID, COUNT)],
    ['a nullable field more', withFields(ID, COUNT, AT, field('more', 'double'))],
    ['int to long', withFields(ID, field('count', 'long'), AT)],
    ['int to double', withFields(ID, field('count', 'double'), AT)],
    ['required to nullable', withFields(field('id', 'string'), COUNT, AT)],
    ['another description', withFields({ ...ID, description: 'new' }, COUNT, AT)],
  ])('may be %s', (_what, after) => {
    expect(checkSchemaChange(before, after)).toEqual([]);
  });

  it.each<[string, StreamSchema, string]>([
    ['a field removed', withFields(ID, AT), '/schema/fields'],
    ['a field renamed', withFields(ID, field('counts', 'int'), AT), '/schema/fields'],
    ['a required field more', withFields(ID, COUNT, AT, field('more', 'int', false)), '/schema/fields/3/nullable'],
    ['int to string', withFields(ID, field('count', 'string'), AT), '/schema/fields/1/type'],
    ['int to float, which is not exact', withFields(ID, field('count', 'float'), AT), '/schema/fields/1/type'],
    ['nullable to required', withFields(ID, field('count', 'int', false), AT), '/schema/fields/1/nullable'],
    ['another event time', { fields: before.fields, key: 'id' }, '/schema/eventTime'],
    ['another key', { ...before, key: 'count' }, '/schema/key'],
    ['no key', { fields: before.fields, eventTime: 'at' }, '/schema/key'],
  ])('may not be %s', (_what, after, pointer) => {
    expect(checkSchemaChange(before, after).map((error) => error.pointer)).toEqual([pointer]);
  });

  it('may not narrow what it has widened', () => {
    const wider = withFields(ID, field('count', 'long'), AT);
    expect(checkSchemaChange(wider, before)).toEqual([
      { pointer: '/schema/fields/1/type', reason: "the field 'count' cannot change from long to int" },
    ]);
  });

  it('names every reason at once', () => {
    const after = withFields(field('count', 'string', false));
    expect(checkSchemaChange(before, after)).toHaveLength(4);
  });

  it('may not give a key to a stream that has records without one', () => {
    expect(checkSchemaChange({ fields: before.fields }, { fields: before.fields, key: 'id' })).toHaveLength(1);
  });

  it('is accepted only if every record that fits the old schema fits the new one', () => {
    const pair = fc.tuple(anySchema, anySchema).chain(([one, other]) => {
      const names = new Set(one.fields.map(({ name }) => name));
      const kept = other.fields.filter(({ name }) => !names.has(name));
      const widened = one.fields.map((old) => (old.type === 'int' ? field(old.name, 'long', old.nullable) : old));
      const after = fc.constantFrom({ fields: [...widened, ...kept] }, other);
      return fc.tuple(fc.constant(one), after, recordOf(one));
    });
    fc.assert(
      fc.property(pair, ([one, other, record]) => {
        fc.pre(checkSchemaChange(one, other).length === 0);
        expect(compileRecordCheck(other)(record)).toBeUndefined();
      }),
    );
  });
});
