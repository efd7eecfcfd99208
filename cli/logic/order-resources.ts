// The order in which definitions are applied: what others depend on comes first.
import { ResourceKind } from '#schemas/resource.ts';

/** Sorted by kind, otherwise in the given order. */
export function orderResources<Item extends { kind: ResourceKind }>(resources: readonly Item[]): Item[] {
  return resources.toSorted((one, other) => rankOf(one) - rankOf(other));
}

const rankOf = ({ kind }: { kind: ResourceKind }) => ResourceKind.options.indexOf(kind);
