// What of a stream cannot change at all, and partitions, which can only grow.
import type { FieldError } from '#schemas/problem.ts';
import type { Stream } from '#schemas/stream.ts';

const FIXED = ['name', 'cluster', 'compacted'] as const;

/** @returns a reason for each change that Kafka could not follow, with a pointer into the stream's definition */
export function checkFixedFields(before: Stream, after: Stream): FieldError[] {
  const errors: FieldError[] = FIXED.filter((field) => before[field] !== after[field]).map((field) => ({
    pointer: `/${field}`,
    reason: `must stay ${JSON.stringify(before[field])}`,
  }));
  if (after.partitions < before.partitions) {
    errors.push({ pointer: '/partitions', reason: `can only grow; it is ${before.partitions}` });
  }
  if (after.compacted && after.partitions > before.partitions) {
    const reason = 'cannot grow on a compacted stream: a key would be kept in two partitions';
    errors.push({ pointer: '/partitions', reason });
  }
  return errors;
}
