// A definition as its author wrote it: without what the store adds.
import { Stored } from '#schemas/definition.ts';

export function withoutStored(definition: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(definition).filter(([field]) => !(field in Stored.shape)));
}
