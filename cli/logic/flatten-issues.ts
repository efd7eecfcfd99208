// What zod found, as a flat list of places and reasons.
import type * as z from 'zod';

export interface FlatIssue {
  path: PropertyKey[];
  reason: string;
}

/** One item for each thing that is wrong; of a union, what is wrong with the alternative that came furthest. */
export function flattenIssues(issues: readonly z.core.$ZodIssue[], parent: readonly PropertyKey[] = []): FlatIssue[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], reason: 'is not a known field' }));
    }
    if (issue.code === 'invalid_union') {
      const furthest = issue.errors.toSorted((one, other) => progressOf(other) - progressOf(one))[0] ?? [];
      if (furthest.length > 0) return flattenIssues(furthest, path);
    }
    return [{ path, reason: issue.message }];
  });
}

/** How far a value came with an alternative: into its depth, and past its list of fields. */
function progressOf(issues: readonly z.core.$ZodIssue[]): number {
  const depth = Math.max(0, ...issues.map(({ path }) => path.length));
  return issues.some(({ code }) => code === 'unrecognized_keys') ? depth : depth + 0.5;
}
