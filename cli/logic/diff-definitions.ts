// What differs between two definitions, field by field. Items that have names are matched by name, not by place.
import { isDeepStrictEqual } from 'node:util';

/** `before` is undefined for what is added, `after` for what is removed. */
export interface Change {
  /** Such as `schema.fields.delay.type`. */
  path: string;
  before: unknown;
  after: unknown;
}

/** Every smallest part that differs, in the order of the fields; none if the two say the same. */
export function diffDefinitions(before: unknown, after: unknown, path = ''): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [old, now] = [partsOf(before), partsOf(after)];
  if (old === undefined || now === undefined || old.named !== now.named) return [{ path, before, after }];
  const names = [...new Set([...old.parts.keys(), ...now.parts.keys()])];
  const changes = names.flatMap((name) =>
    diffDefinitions(old.parts.get(name), now.parts.get(name), path === '' ? name : `${path}.${name}`),
  );
  return changes.length > 0 || !old.named ? changes : [orderChange(path, old, now)];
}

interface Parts {
  /** Whether these are the items of a list, by their names. */
  named: boolean;
  parts: Map<string, unknown>;
}

/** The fields of an object, or the items of a list of named things; undefined for anything else. */
function partsOf(value: unknown): Parts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return { named: false, parts: new Map(Object.entries(value)) };
  const items: unknown[] = value;
  const names = items.flatMap((item) => nameOf(item) ?? []);
  if (items.length === 0 || new Set(names).size < items.length) return undefined;
  return { named: true, parts: new Map(names.map((name, index) => [name, items[index]])) };
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('name' in item)) return undefined;
  return typeof item.name === 'string' ? item.name : undefined;
}

/** Two lists of the same items in another order. */
function orderChange(path: string, old: Parts, now: Parts): Change {
  return { path: `${path} (order)`, before: [...old.parts.keys()], after: [...now.parts.keys()] };
}
