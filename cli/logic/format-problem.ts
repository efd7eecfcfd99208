// A problem+json as lines for people.
import type { Problem } from '#schemas/problem.ts';
import { escapeControls } from './format-table.ts';

/** The first line says what is wrong; one more line for each field, with its pointer, and one for the request id. */
export function formatProblem(problem: Problem): string[] {
  const lines = [`${problem.title} (${problem.code}): ${problem.detail}`];
  for (const { pointer, reason, line, column } of problem.errors ?? []) {
    const place = line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
    lines.push(`  ${pointer === '' ? '/' : pointer}${place}: ${reason}`);
  }
  if (problem.status >= 500 && problem.requestId !== undefined) lines.push(`  request id: ${problem.requestId}`);
  return lines.map((line) => escapeControls(line));
}
