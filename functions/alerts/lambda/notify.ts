// Woken by the table's stream: tells of what a transaction has just put into the outbox.
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { insertedKeys } from '#functions/platform/inserted-keys.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { notifyOfIncidents } from '../acts/deliver-notifications.ts';
import { incidentOfOutboxKey } from '../store/outbox.ts';

/** @throws if the table does not answer: the stream then gives the records again */
export async function notify(context: Context, event: unknown): Promise<void> {
  await notifyOfIncidents(
    context,
    insertedKeys(event).flatMap((key) => incidentOfOutboxKey(key) ?? []),
  );
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return notify(context, event);
}
