// Scheduled each minute where the evaluator cannot reach the internet: makes the deliveries that are due, through the minute.
// What is new is told at once by notify.ts; this finds what waits: groups, repeats, retries.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { deliverDueNotifications } from '../acts/deliver-notifications.ts';

const TICK_MS = 2_000;
const MINUTE_MS = 60_000;

const ScheduledEvent = z.object({ time: z.iso.datetime() });

/** Ticks that have passed are left out; one that fails leaves everything due for the next. Ends early when aborted. */
export async function deliverThroughMinute(context: Context, event: unknown, signal?: AbortSignal): Promise<void> {
  const minute = Math.floor(Date.parse(ScheduledEvent.parse(event).time) / MINUTE_MS) * MINUTE_MS;
  for (let tick = minute; tick < minute + MINUTE_MS; tick += TICK_MS) {
    const now = context.now().getTime();
    if (now >= tick + TICK_MS) continue;
    if (now < tick) await sleep(tick - now, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    if (signal?.aborted === true) return;
    await deliverDueNotifications(context).catch((error: unknown) => context.log.error('alerts.tick-failed', error));
  }
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return deliverThroughMinute(context, event);
}
