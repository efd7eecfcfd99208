// A part of a JSON value by a dotted path.

/** `valueAt({ schema: { key: 'origin' } }, 'schema.key')` is `origin`; undefined where there is nothing. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => {
    return typeof part === 'object' && part !== null ? new Map(Object.entries(part)).get(name) : undefined;
  }, value);
}
