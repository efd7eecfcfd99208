// Woken by the table's stream: tells of what a transaction has just put into the outbox.
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { notifyOfIncidents } from '../acts/deliver-notifications.ts';
import { incidentOfOutboxKey } from '../store/outbox.ts';

const Text = z.object({ S: z.string() });

/** A DynamoDB Streams event, as far as it is used. */
const StreamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({ Keys: z.object({ pk: Text, sk: Text }) }),
    }),
  ),
});

/** @throws if the table does not answer: the stream then gives the records again */
export async function notify(context: Context, event: unknown): Promise<void> {
  const inserted = StreamEvent.parse(event).Records.filter(({ eventName }) => eventName === 'INSERT');
  const keys = inserted.map(({ dynamodb: { Keys } }) => ({ pk: Keys.pk.S, sk: Keys.sk.S }));
  await notifyOfIncidents(
    context,
    keys.flatMap((key) => incidentOfOutboxKey(key) ?? []),
  );
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return notify(context, event);
}
