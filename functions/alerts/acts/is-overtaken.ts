// Whether a write did not hold because somebody else wrote at the same time: to be tried again after another look.
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { EngineError } from '#engines/engine-error.ts';

export const isOvertaken = (error: unknown): boolean =>
  error instanceof ConditionFailed ||
  (error instanceof EngineError && error.engine === 'dynamodb' && error.kind === 'busy');
