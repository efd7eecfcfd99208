// The place in a list as opaque text for callers: the last key that was read, in base64url.
import * as z from 'zod';
import { InvalidCursor } from './invalid-cursor.ts';
import type { Item } from './table.ts';

const Key = z.record(z.string(), z.union([z.string(), z.number()]));

export function encodeCursor(key: Item | undefined): string | null {
  return key === undefined ? null : Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws InvalidCursor */
export function decodeCursor(cursor: string | undefined): Item | undefined {
  if (cursor === undefined) return undefined;
  try {
    return Key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new InvalidCursor(error);
  }
}
