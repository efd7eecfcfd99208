// What becomes of one record of a body: it is good, with its key, or bad for a reason.
import { isUtf8 } from 'node:buffer';
import type { RecordCheck } from './compile-record-check.ts';
import { LARGEST_RECORD_BYTES } from './read-body.ts';

export type Verdict = { key: Buffer | undefined } | { reason: string; isJson: boolean };

export function judgeRecord(bytes: Buffer, check: RecordCheck, keyField: string | undefined): Verdict {
  if (!isUtf8(bytes)) return { reason: 'it is not UTF-8', isJson: false };
  let record: unknown;
  try {
    record = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return { reason: `it is not JSON: ${briefly(error)}`, isJson: false };
  }
  const reason = check(record);
  if (reason !== undefined) return { reason, isJson: true };
  const key = keyField === undefined ? undefined : keyOf(record, keyField);
  if ((key?.length ?? 0) + bytes.length > LARGEST_RECORD_BYTES) {
    return { reason: `with its key it is larger than ${LARGEST_RECORD_BYTES} bytes`, isJson: true };
  }
  return { key };
}

/** The key field's text; none if the record has null there. */
function keyOf(record: unknown, field: string): Buffer | undefined {
  const value: unknown = Object(record)[field];
  if (typeof value === 'string') return Buffer.from(value);
  return typeof value === 'number' || typeof value === 'boolean' ? Buffer.from(String(value)) : undefined;
}

const briefly = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200);
