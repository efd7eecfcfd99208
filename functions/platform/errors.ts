// The one error class of the platform, and the one place where any error becomes a problem+json answer.
import type * as z from 'zod';
import { EngineError } from '#engines/engine-error.ts';
import type { EngineErrorKind } from '#engines/engine-error.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { InvalidCursor } from '#engines/dynamodb/invalid-cursor.ts';
import { ERROR_CODES } from '#schemas/problem.ts';
import type { ErrorCode, FieldError, Problem } from '#schemas/problem.ts';
import { describeIssue } from './describe-issue.ts';

export class PlatformError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[] | undefined;

  constructor(code: ErrorCode, detail: string, options: { errors?: FieldError[]; cause?: unknown } = {}) {
    super(detail, { cause: options.cause });
    this.name = 'PlatformError';
    this.code = code;
    this.errors = options.errors;
  }
}

const ENGINE_CODES: Record<EngineErrorKind, ErrorCode> = {
  unreachable: 'engine.unreachable',
  timeout: 'engine.timeout',
  busy: 'engine.busy',
  rejected: 'engine.failed',
  'not-found': 'engine.failed',
  failed: 'engine.failed',
};

/** Any error as a PlatformError; an unknown one becomes `internal.unexpected` and tells its caller nothing. */
export function toPlatformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof EngineError) return new PlatformError(ENGINE_CODES[error.kind], error.message, { cause: error });
  if (error instanceof ConditionFailed) {
    return new PlatformError(
      'definition.version-conflict',
      'somebody else changed it at the same time; read it again',
      { cause: error },
    );
  }
  if (error instanceof InvalidCursor) {
    return new PlatformError('request.invalid', error.message, {
      errors: [{ pointer: '/cursor', reason: error.message }],
      cause: error,
    });
  }
  return new PlatformError('internal.unexpected', 'see the log for the request id', { cause: error });
}

/** The answer's body; `status` is the HTTP status. */
export function toProblem(error: PlatformError, requestId: string): Problem {
  const { status, title } = ERROR_CODES[error.code];
  return {
    type: `https://millrace.dev/problems/${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    requestId,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}

/** What zod found, as field errors with JSON pointers below `prefix`. */
export function fieldErrors(error: z.core.$ZodError, prefix = ''): FieldError[] {
  return error.issues.flatMap((issue) => describeIssue(issue, prefix));
}
