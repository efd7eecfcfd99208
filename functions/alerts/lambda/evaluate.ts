// Scheduled each minute: ticks through the minute, so that windows are judged as soon as their data is there.
// Each tick judges what is due; beside it run the deliveries that are due, and the slow lane of late data.
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { closeLeftRules } from '../acts/close-rule.ts';
import { deliverDueNotifications } from '../acts/deliver-notifications.ts';
import { MINUTE_MS, eachTick } from '../acts/each-tick.ts';
import { evaluateRules } from '../acts/evaluate-rules.ts';
import { recheckWindows } from '../acts/recheck-windows.ts';
import { withSharedClock } from '../acts/with-shared-clock.ts';

/** Data is there a moment after a window's end: the tick at the end itself finds it too early. */
const EVALUATION_TICK_MS = 500;
const DELIVERY_TICK_MS = 1_000;

const ScheduledEvent = z.object({ time: z.iso.datetime() });

/** Goes through the rest of the minute that `event.time` is in; ends early when aborted. Slow deliveries hold up no rule. */
export async function evaluateMinute(context: Context, event: unknown, signal?: AbortSignal): Promise<void> {
  const { time } = ScheduledEvent.parse(event);
  // Its answer tells the time that all evaluators share.
  await context.table.check().catch((error: unknown) => context.log.error('alerts.table-unreachable', error));
  const shared = withSharedClock(context);
  const ticks = { context: shared, minute: Math.floor(Date.parse(time) / MINUTE_MS) * MINUTE_MS, signal };
  await Promise.all([
    eachTick({ ...ticks, everyMs: EVALUATION_TICK_MS }, () => evaluateDueRules(shared)),
    eachTick({ ...ticks, everyMs: DELIVERY_TICK_MS }, () => deliverDueNotifications(shared)),
    recheckWindows(shared).catch((error: unknown) => context.log.error('alerts.recheck-failed', error)),
  ]);
}

async function evaluateDueRules(context: Context): Promise<void> {
  await closeLeftRules(context);
  const counts = await evaluateRules(context);
  const { judged, failed, skippedWindows } = counts;
  if (judged + failed + skippedWindows > 0) context.log.info('rules.evaluated', { ...counts });
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return evaluateMinute(context, event);
}
