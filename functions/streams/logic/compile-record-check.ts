// A schema as a function that says what is wrong with a record: the ingest's hot path, so types are resolved once and no
// library is asked for each event. What it accepts, Flink's checked-json format and Druid read without loss.
import type { Field, FieldType, StreamSchema } from '#schemas/stream.ts';

/** A reason, or undefined if the record is good. */
export type RecordCheck = (record: unknown) => string | undefined;

interface FieldCheck {
  isNullable: boolean;
  fits: (value: unknown) => boolean;
  expected: string;
}

const TYPES: Record<FieldType, Omit<FieldCheck, 'isNullable'>> = {
  string: { fits: (value) => typeof value === 'string', expected: 'a string' },
  boolean: { fits: (value) => typeof value === 'boolean', expected: 'a boolean' },
  int: { fits: (value) => typeof value === 'number' && (value | 0) === value, expected: 'an int (whole, 32 bits)' },
  long: { fits: Number.isSafeInteger, expected: 'a long (whole, at most 2^53 - 1; larger ids are strings)' },
  float: { fits: (value) => typeof value === 'number' && Number.isFinite(Math.fround(value)), expected: 'a float' },
  double: { fits: Number.isFinite, expected: 'a double' },
  timestamp: { fits: isTimestamp, expected: 'a timestamp like 2026-01-31T23:59:59.999Z' },
};

export function compileRecordCheck(schema: StreamSchema): RecordCheck {
  const checks = new Map(schema.fields.map((field) => [field.name, checkOf(field)]));
  const required = schema.fields.filter((field) => !field.nullable).map((field) => field.name);

  return (record) => {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      return `the record must be a JSON object, it is ${shown(record)}`;
    }
    let found = 0;
    for (const [name, value] of Object.entries(record)) {
      const check = checks.get(name);
      if (check === undefined) return `field '${name.slice(0, 64)}' is not in the schema`;
      if (value === null) {
        if (!check.isNullable) return `field '${name}' must not be null`;
        continue;
      }
      if (!check.fits(value)) return `field '${name}' must be ${check.expected}, it is ${shown(value)}`;
      if (!check.isNullable) found++;
    }
    if (found === required.length) return undefined;
    return `field '${required.find((name) => !Object.hasOwn(record, name))}' is missing`;
  };
}

function checkOf({ type, nullable }: Field): FieldCheck {
  return { ...TYPES[type], isNullable: nullable };
}

const TIMESTAMP = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isTimestamp(value: unknown): boolean {
  if (typeof value !== 'string' || !TIMESTAMP.test(value)) return false;
  const day = Number(value.slice(8, 10));
  if (day <= 28) return true;
  const month = Number(value.slice(5, 7));
  return day <= (DAYS[month - 1] ?? 0) || (month === 2 && isLeapYear(Number(value.slice(0, 4))) && day === 29);
}

const isLeapYear = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return typeof value === 'string' ? `the string ${brief(text)}` : brief(text);
}

const brief = (text: string) => (text.length <= 60 ? text : `${text.slice(0, 60)}...`);
