// A definition as its author wrote it: without what the API adds.
import { Stored } from '#schemas/definition.ts';
import { ADDED_FIELDS, ResourceKind } from '#schemas/resource.ts';

export function withoutStored(kind: string, definition: Record<string, unknown>): Record<string, unknown> {
  const known = ResourceKind.safeParse(kind);
  const added = new Set([...Object.keys(Stored.shape), ...((known.success && ADDED_FIELDS[known.data]) || [])]);
  return Object.fromEntries(Object.entries(definition).filter(([field]) => !added.has(field)));
}
