import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRecordCheck } from '#functions/streams/logic/compile-record-check.ts';
import type { FieldType, StreamSchema } from '#schemas/stream.ts';
import { anySchema, misfitOf, recordOf } from './record-arbitraries.ts';

const schemaAndRecord = anySchema.chain((schema) => fc.tuple(fc.constant(schema), recordOf(schema), fc.nat()));
const fieldOf = ({ fields }: StreamSchema, index: number) => {
  const field = fields[index % fields.length];
  if (field === undefined) throw new Error('a schema has a field');
  return field;
};
const check = (type: FieldType, value: unknown) =>
  compileRecordCheck({ fields: [{ name: 'x', type, nullable: false }] })({ x: value });

describe('the check of a record', () => {
  it('passes every record that fits its schema', () => {
    fc.assert(
      fc.property(schemaAndRecord, ([schema, record]) => {
        expect(compileRecordCheck(schema)(record)).toBeUndefined();
      }),
    );
  });

  it('names the field whose value does not fit', () => {
    fc.assert(
      fc.property(
        schemaAndRecord.chain(([schema, record, index]) => {
          const { name, type } = fieldOf(schema, index);
          return fc.tuple(fc.constant({ schema, record, name }), misfitOf[type]);
        }),
        ([{ schema, record, name }, misfit]) => {
          expect(compileRecordCheck(schema)({ ...record, [name]: misfit })).toContain(`field '${name}' must be `);
        },
      ),
    );
  });

  it('names a required field that is missing or null', () => {
    fc.assert(
      fc.property(schemaAndRecord, ([schema, record, index]) => {
        const { name } = fieldOf(schema, index);
        const fields = schema.fields.map((field) => (field.name === name ? { ...field, nullable: false } : field));
        const { [name]: _removed, ...without } = record;
        expect(compileRecordCheck({ fields })(without)).toBe(`field '${name}' is missing`);
        expect(compileRecordCheck({ fields })({ ...record, [name]: null })).toBe(`field '${name}' must not be null`);
      }),
    );
  });

  it('names a field that the schema does not know', () => {
    fc.assert(
      fc.property(schemaAndRecord, ([schema, record]) => {
        expect(compileRecordCheck(schema)({ ...record, __unknown: 1 })).toBe("field '__unknown' is not in the schema");
      }),
    );
  });

  it.each([[1], ['text'], [null], [[{}]], [true]])('refuses %j, which is no object', (value) => {
    expect(compileRecordCheck({ fields: [] })(value)).toMatch(/^the record must be a JSON object, it is /);
  });

  it('says what it wants and what it has', () => {
    expect(check('int', 'late')).toBe(`field 'x' must be an int (whole, 32 bits), it is the string "late"`);
    expect(check('int', 2 ** 31)).toBe(`field 'x' must be an int (whole, 32 bits), it is 2147483648`);
    expect(check('timestamp', 'y'.repeat(500))?.length).toBeLessThan(150);
  });

  it.each(['2024-02-29T00:00:00Z', '2000-02-29T23:59:59.9Z', '2026-12-31T23:59:59.99Z', '0000-01-01T00:00:00Z'])(
    'takes %s as a timestamp',
    (text) => {
      expect(check('timestamp', text)).toBeUndefined();
    },
  );

  it.each<[FieldType, number]>([
    ['int', -0],
    ['int', -(2 ** 31)],
    ['long', 2 ** 53 - 1],
    ['float', 3.4e38],
    ['double', 5e-324],
  ])('takes %s %d', (type, value) => {
    expect(check(type, value)).toBeUndefined();
  });

  it('is not fooled by names that every object has', () => {
    const noFields = compileRecordCheck({ fields: [] });
    const required = compileRecordCheck({ fields: [{ name: 'constructor', type: 'string', nullable: false }] });

    expect(noFields(JSON.parse('{"__proto__":1}'))).toBe("field '__proto__' is not in the schema");
    expect(required({})).toBe("field 'constructor' is missing");
  });
});
