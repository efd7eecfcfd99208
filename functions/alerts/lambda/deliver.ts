// Scheduled each minute where the evaluator cannot reach the internet: makes the deliveries that are due, through the minute.
// What is new is told at once by notify.ts; this finds what waits: groups, repeats, retries.
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { deliverDueNotifications } from '../acts/deliver-notifications.ts';
import { MINUTE_MS, eachTick } from '../acts/each-tick.ts';

const TICK_MS = 1_000;

const ScheduledEvent = z.object({ time: z.iso.datetime() });

/** Goes through the rest of the minute that `event.time` is in; ends early when aborted. */
export async function deliverThroughMinute(context: Context, event: unknown, signal?: AbortSignal): Promise<void> {
  const { time } = ScheduledEvent.parse(event);
  const minute = Math.floor(Date.parse(time) / MINUTE_MS) * MINUTE_MS;
  await eachTick({ context, minute, everyMs: TICK_MS, signal }, () => deliverDueNotifications(context));
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return deliverThroughMinute(context, event);
}
