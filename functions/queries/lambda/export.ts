// Woken by the table's stream: runs the exports that were just asked for.
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { runExport } from '../acts/run-export.ts';
import { exportOfKey } from '../store.ts';

const Key = z.object({ pk: z.object({ S: z.string() }) });
const StreamEvent = z.object({
  Records: z.array(z.object({ eventName: z.string(), dynamodb: z.object({ Keys: Key }) })),
});

/** @throws if the table does not answer: the stream then gives the records again */
export async function runExports(context: Context, event: unknown): Promise<void> {
  const inserted = StreamEvent.parse(event).Records.filter(({ eventName }) => eventName === 'INSERT');
  const ids = inserted.flatMap(({ dynamodb: { Keys } }) => exportOfKey({ pk: Keys.pk.S }) ?? []);
  await Promise.all(ids.map((id) => runExport(context, id)));
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return runExports(context, event);
}
