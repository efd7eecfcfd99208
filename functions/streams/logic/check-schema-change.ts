// Whether readers of a stream can read both its old and its new records with the changed schema.
import type { FieldError } from '#schemas/problem.ts';
import type { Field, FieldType, StreamSchema } from '#schemas/stream.ts';

/** Types whose every value the other type holds exactly. */
const WIDER: Partial<Record<FieldType, FieldType[]>> = { int: ['long', 'double'], float: ['double'] };

/** @returns a reason for each change that is not compatible, with a pointer into the stream's definition */
export function checkSchemaChange(before: StreamSchema, after: StreamSchema): FieldError[] {
  const old = new Map(before.fields.map((field) => [field.name, field]));
  const names = new Set(after.fields.map((field) => field.name));
  const removed = before.fields
    .filter((field) => !names.has(field.name))
    .map(({ name }) => ({ pointer: '/schema/fields', reason: `the field '${name}' cannot be removed` }));
  const changed = after.fields.flatMap((field, index) => checkField(old.get(field.name), field, index));
  return [...removed, ...changed, ...checkRoles(before, after)];
}

function checkField(before: Field | undefined, after: Field, index: number): FieldError[] {
  const pointer = `/schema/fields/${index}`;
  if (before === undefined) {
    if (after.nullable) return [];
    return [
      { pointer: `${pointer}/nullable`, reason: `the new field '${after.name}' must be nullable: old records lack it` },
    ];
  }
  const errors: FieldError[] = [];
  if (before.type !== after.type && !(WIDER[before.type] ?? []).includes(after.type)) {
    const reason = `the field '${after.name}' cannot change from ${before.type} to ${after.type}`;
    errors.push({ pointer: `${pointer}/type`, reason });
  }
  if (before.nullable && !after.nullable) {
    const reason = `the field '${after.name}' must stay nullable: old records may lack it`;
    errors.push({ pointer: `${pointer}/nullable`, reason });
  }
  return errors;
}

/** An event time may be named later; a key cannot, because records are where their key has put them. */
function checkRoles(before: StreamSchema, after: StreamSchema): FieldError[] {
  const errors: FieldError[] = [];
  if (before.eventTime !== undefined && before.eventTime !== after.eventTime) {
    errors.push({ pointer: '/schema/eventTime', reason: `must stay '${before.eventTime}'` });
  }
  if (before.key !== after.key) {
    const reason = before.key === undefined ? 'a stream without a key cannot get one' : `must stay '${before.key}'`;
    errors.push({ pointer: '/schema/key', reason });
  }
  return errors;
}
