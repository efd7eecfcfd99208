// Scheduled each minute: ticks through the minute, so that windows are judged as soon as their data is there.
// Each tick judges what is due; beside it run the deliveries that are due, and the slow lane of late data.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { closeLeftRules } from '../acts/close-rule.ts';
import { deliverDueNotifications } from '../acts/deliver-notifications.ts';
import { evaluateRules } from '../acts/evaluate-rules.ts';
import { recheckWindows } from '../acts/recheck-windows.ts';
import { withSharedClock } from '../acts/with-shared-clock.ts';

/** Data is there a moment after a window's end: the tick at the end itself finds it too early. */
const EVALUATION_TICK_MS = 500;
const DELIVERY_TICK_MS = 1_000;
const MINUTE_MS = 60_000;
/** So long the next tick waits for one that is not done: a group that Druid keeps waiting is claimed, and holds up no other. */
const SLOW_TICK_MS = 3_000;

const ScheduledEvent = z.object({ time: z.iso.datetime() });

/** Goes through the rest of the minute that `event.time` is in; ends early when aborted. Slow deliveries hold up no rule. */
export async function evaluateMinute(context: Context, event: unknown, signal?: AbortSignal): Promise<void> {
  const { time } = ScheduledEvent.parse(event);
  // Its answer tells the time that all evaluators share.
  await context.table.check().catch((error: unknown) => context.log.error('alerts.table-unreachable', error));
  const shared = withSharedClock(context);
  const ticks = { context: shared, minute: Math.floor(Date.parse(time) / MINUTE_MS) * MINUTE_MS, signal };
  await Promise.all([
    eachTick(ticks, EVALUATION_TICK_MS, () => evaluateDueRules(shared)),
    eachTick(ticks, DELIVERY_TICK_MS, () => deliverDueNotifications(shared)),
    recheckWindows(shared).catch((error: unknown) => context.log.error('alerts.recheck-failed', error)),
  ]);
}

async function evaluateDueRules(context: Context): Promise<void> {
  await closeLeftRules(context);
  const counts = await evaluateRules(context);
  const { judged, failed, skippedWindows } = counts;
  if (judged + failed + skippedWindows > 0) context.log.info('rules.evaluated', { ...counts });
}

interface Ticks {
  context: Context;
  minute: number;
  signal: AbortSignal | undefined;
}

/** Ticks that have passed are left out; one that fails (the table does not answer) leaves everything due for the next. */
async function eachTick({ context, minute, signal }: Ticks, everyMs: number, act: () => Promise<void>): Promise<void> {
  const slow: Promise<void>[] = [];
  for (let tick = minute; tick < minute + MINUTE_MS; tick += everyMs) {
    const now = context.now().getTime();
    if (now >= tick + everyMs) continue;
    if (now < tick) await sleep(tick - now, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    if (signal?.aborted === true) break;
    const running = act().catch((error: unknown) => context.log.error('alerts.tick-failed', error));
    if ((await Promise.race([running, sleep(SLOW_TICK_MS, 'slow', { ref: false })])) === 'slow') slow.push(running);
  }
  await Promise.all(slow);
}

let context: Context | undefined;

export function handler(event: unknown): Promise<void> {
  context ??= createContext(readSettings(process.env));
  return evaluateMinute(context, event);
}
