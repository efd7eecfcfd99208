// Woken by the table's stream: runs the exports that were just asked for.
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { insertedKeys } from '#functions/platform/inserted-keys.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { runExport } from '../acts/run-export.ts';
import { exportOfKey } from '../store.ts';

/** @throws if the table does not answer: the stream then gives the records again */
export async function runExports(context: Context, event: unknown): Promise<void> {
  const ids = insertedKeys(event).flatMap((key) => exportOfKey(key) ?? []);
  await Promise.all(ids.map((id) => runExport(context, id)));
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return runExports(context, event);
}
