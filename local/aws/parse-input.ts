// The edge of every control plane: what a client sent, checked once; the error names the field as the request spells it.
import type * as z from 'zod';
import { AwsError } from './aws-error.ts';

/** The parsed input, or the service's own error for wrong input (`code`), naming each wrong field by its path. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown, code: string): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${fieldOf(issue)}: ${issue.message}`);
  throw new AwsError(code, `${reasons.length} validation error${reasons.length > 1 ? 's' : ''}: ${reasons.join('; ')}`);
}

function fieldOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') path.push(issue.keys.join(', '));
  return path.join('.') || 'request';
}
