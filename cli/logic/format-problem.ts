// A problem+json as lines for people.
import type { Problem } from '#schemas/problem.ts';
import { escapeControls } from './format-table.ts';

/** The first line says what is wrong, unless the lines of the fields say the same; one more line for each field, with its pointer, and one for the request id. */
export function formatProblem(problem: Problem): string[] {
  const heading = `${problem.title} (${problem.code})`;
  const lines = [repeatsErrors(problem) ? heading : `${heading}: ${problem.detail}`];
  for (const { pointer, reason, line, column } of problem.errors ?? []) {
    const place = line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
    lines.push(`  ${pointer === '' ? '/' : pointer}${place}: ${reason}`);
  }
  if (problem.status >= 500 && problem.requestId !== undefined) lines.push(`  request id: ${problem.requestId}`);
  return lines.map((line) => escapeControls(line));
}

/** The detail of many problems is made of their errors. */
function repeatsErrors({ detail, errors = [] }: Problem): boolean {
  const withPointers = errors.map(({ pointer, reason }) => `${pointer} ${reason}`.trim());
  return [withPointers, errors.map(({ reason }) => reason)].some((parts) => parts.join('; ') === detail);
}
