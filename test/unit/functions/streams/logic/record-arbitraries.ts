// Any schema, and any record that fits one.
import fc from 'fast-check';
import type { Field, FieldType, StreamSchema } from '#schemas/stream.ts';

const MILLENNIA_MS = {
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
};
const name = fc.stringMatching(/^[a-z_][a-z0-9]{0,8}$/).filter((text) => !text.startsWith('__'));
const type = fc.constantFrom<FieldType>('string', 'boolean', 'int', 'long', 'float', 'double', 'timestamp');

export const anyField: fc.Arbitrary<Field> = fc.record({ name, type, nullable: fc.boolean() });
export const anySchema: fc.Arbitrary<StreamSchema> = fc.record({
  fields: fc.uniqueArray(anyField, { minLength: 1, maxLength: 8, selector: (field) => field.name }),
});

export const valueOf: Record<FieldType, fc.Arbitrary<unknown>> = {
  string: fc.string(),
  boolean: fc.boolean(),
  int: fc.integer(),
  long: fc.maxSafeInteger(),
  float: fc.float({ noDefaultInfinity: true, noNaN: true }),
  double: fc.double({ noDefaultInfinity: true, noNaN: true }),
  timestamp: fc.date(MILLENNIA_MS).map((date) => date.toISOString()),
};

/** Values that no field of the type may have. */
export const misfitOf: Record<FieldType, fc.Arbitrary<unknown>> = {
  string: fc.oneof(fc.integer(), fc.boolean(), fc.constant([]), fc.constant({})),
  boolean: fc.constantFrom('true', 0, 1, [true]),
  int: fc.constantFrom('1', 1.5, 2 ** 31, -(2 ** 31) - 1, true, 1e300),
  long: fc.constantFrom('1', 0.5, 2 ** 53, -(2 ** 53), false),
  float: fc.constantFrom('1', 3.5e38, -1e300, true, [1]),
  double: fc.constantFrom('1', Infinity, false, {}),
  timestamp: fc.constantFrom(
    0,
    'yesterday',
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-01-31T12:00:00+00:00',
    '2026-01-31T12:00:00.0001Z',
    '2026-01-31T12:00:00.Z',
    '2026-02-29T12:00:00Z',
    '2026-04-31T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T12:60:00Z',
    '2026-01-01T12:00:60Z',
    '2026-01-01t12:00:00z',
    ' 2026-01-01T12:00:00Z',
    '1900-02-29T00:00:00Z',
  ),
};

/** A record that fits, its nullable fields sometimes null or absent. */
export function recordOf({ fields }: StreamSchema): fc.Arbitrary<Record<string, unknown>> {
  const values = fields.map(({ name, type, nullable }) => [name, orAbsent(valueOf[type], nullable)] as const);
  return fc
    .record(Object.fromEntries(values))
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));
}

const orAbsent = (value: fc.Arbitrary<unknown>, nullable: boolean) =>
  nullable ? fc.oneof(value, fc.constantFrom(null, undefined)) : value;
