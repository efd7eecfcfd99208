// The one error class of the platform, and the one place where any error becomes a problem+json answer.
import * as z from 'zod';
import { EngineError } from '#engines/engine-error.ts';
import type { EngineErrorKind } from '#engines/engine-error.ts';
import { ConditionFailed } from '#engines/dynamodb/condition-failed.ts';
import { InvalidCursor } from '#engines/dynamodb/invalid-cursor.ts';
import { ERROR_CODES } from '#schemas/problem.ts';
import type { ErrorCode, FieldError, Problem } from '#schemas/problem.ts';

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

function describeIssue(issue: z.core.$ZodIssue, prefix: string): FieldError[] {
  const pointer =
    prefix + issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: `${pointer}/${key}`, reason: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.toSorted((one, other) => depth(other) - depth(one))[0] ?? [];
    const inner = closest.flatMap((nested) => describeIssue(nested, pointer));
    return inner.length > 0 ? inner : [{ pointer, reason: issue.message }];
  }
  return [{ pointer, reason: issue.message }];
}

const depth = (issues: z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
