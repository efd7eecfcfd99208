// Any error as the lines that its reader needs.
import * as z from 'zod';
import { ApiError, ConnectionError } from './api-client.ts';
import { formatProblem } from './logic/format-problem.ts';

export function describeError(error: unknown): string[] {
  if (error instanceof ApiError) return formatProblem(error.problem);
  if (error instanceof z.ZodError) return ['the API gave an answer that is not understood:', z.prettifyError(error)];
  if (error instanceof ConnectionError && error.isRefused) {
    return [
      error.message,
      'is it running? npm start starts it on this machine; --url or MILLRACE_URL name another one',
    ];
  }
  return [error instanceof Error ? error.message : String(error)];
}
